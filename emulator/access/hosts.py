# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which product, and which region, a host name stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..catalogue.catalogue import regions

_CENTRAL = {f"{product}.aliyuncs.com": product for product in ("ecs", "ram", "resourcemanager", "sts")}
_REGIONAL = re.compile(r"(ecs|kms|sts|oos|resourcesharing)(?:-vpc)?\.([a-z0-9-]+)\.aliyuncs\.com")
# The one region whose public endpoint has a dash where others have a dot.
_HANGZHOU = "ecs-cn-hangzhou.aliyuncs.com"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A product at an address; `region` is None for a central one."""

    product: str
    region: str | None


def resolve(host: str) -> Endpoint | None:
    """The endpoint behind a host name, or None if no such host exists (RAM, for one, has no regional ones)."""
    host = host.lower().partition(":")[0]
    if host in _CENTRAL:
        return Endpoint(_CENTRAL[host], None)
    if host == _HANGZHOU:
        return Endpoint("ecs", "cn-hangzhou")
    found = _REGIONAL.fullmatch(host)
    if found is None or found[2] not in regions():
        return None
    return Endpoint(found[1], found[2])
