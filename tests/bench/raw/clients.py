# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Clients of the vendor's SDK as a script would make them, on the emulator."""

from __future__ import annotations

import os
from typing import Any

from alibabacloud_tea_openapi.utils_models import Config

HOME = "cn-beijing"


def config(region: str, threads: int = 1) -> Any:
    """The connection, from the environment."""
    return Config(
        access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        region_id=region,
        protocol="http",
        http_proxy=os.environ["ALIBABA_CLOUD_EMULATOR_URL"],
        max_idle_conns=threads,
    )
