# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings from a calibration, the file in which an account's behaviour was written down."""

from __future__ import annotations

from typing import Any

from ..actions.json_text import parse_json
from ..state.settings import Settings

FORMAT = "imageops.alicloud/calibration/1"


def calibrated_settings(text: str) -> dict[str, Any]:
    """The settings of a calibration. Raises ValueError for what is none, and for a setting that does not exist."""
    data = parse_json(text)
    settings = data.get("settings") if isinstance(data, dict) else None
    if not isinstance(settings, dict) or data.get("format") != FORMAT:
        raise ValueError(f"not a calibration of the format {FORMAT}")
    Settings().merge(settings)
    return dict(settings)
