# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a step takes from a calibration: the speed and the queue of copies, and what facts turned out to be."""

from __future__ import annotations

from pathlib import Path

from ...module_utils._calibration.document import Calibrated, read_calibration
from ...module_utils._copies.waiting.progress import RUNNING_PER_REGION
from ...module_utils._model.errors import InvalidInput
from .site import Site

VARIABLE = "images_calibration"


def calibration_of(site: Site) -> Calibrated | None:
    """Return the calibration that the run goes by, None if none was given. Raises InvalidInput for a wrong file."""
    path = str(site.values.get("calibration") or "")
    if not path:
        return None
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        remedy = "Give the file that calibrate_account writes."
        raise InvalidInput(VARIABLE, path, f"cannot be read ({reason})", remedy) from None
    return read_calibration(VARIABLE, text, path)


def copy_speed(site: Site, calibrated: Calibrated | None) -> tuple[float, str]:
    """Return the seconds per GiB of an estimate and where they come from: `given`, `measured on ...` or `assumed`."""
    if "copy_seconds_per_gib" in site.request.given:
        return float(site.values["copy_seconds_per_gib"]), "given"
    if calibrated and calibrated.seconds_per_gib:
        return calibrated.seconds_per_gib, f"measured on {calibrated.date}:"
    return float(site.values["copy_seconds_per_gib"]), "assumed"


def copies_at_once(calibrated: Calibrated | None) -> int:
    """Return how many copies run at once in a region."""
    return (calibrated.running_copies if calibrated else None) or RUNNING_PER_REGION
