# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a calibration would ask of an unknown account: variables stand for what a user would name."""

from __future__ import annotations

from collections import Counter

from .._model.image import Disk, Image
from .._model.key import Key
from .._variables.calibration import CALIBRATION
from .catalogue import PROBES
from .decide import consent
from .probes import ProbeClass
from .values import CalibrationRequest, Canary

GIB = 20
DEFAULTS = {variable.name.removeprefix("calibrate_"): variable.default for variable in CALIBRATION}
REQUEST = CalibrationRequest(
    run="<run>",
    region="your region",
    is_wanted=True,
    write=True,
    confirm=False,
    image_id="calibrate_image_id",
    kms_key_id="calibrate_kms_key_id",
    foreign_key_arn="",
    destination_region="",
    share_account="",
    share_accounts=(),
    consumer=False,
    consumer_role_arn="",
    consumer_profile="",
    launch=False,
    launch_instance_type="",
    launch_vswitch_id="",
    launch_security_group_id="",
    max_copies=DEFAULTS["max_copies"],
    max_gib_hours=DEFAULTS["max_gib_hours"],
    wait_timeout=DEFAULTS["wait_timeout"],
    anonymous=False,
)
CANARY = Canary(
    image=Image(
        image_id=REQUEST.image_id,
        name="an image of yours",
        region=REQUEST.region,
        status="Available",
        owner_id="",
        owner_alias="self",
        disks=(Disk(device="", type="system", size_gib=GIB, snapshot_id=""),),
    ),
    is_encrypted=False,
    is_under_service_key=False,
    key=Key(
        key_id=REQUEST.kms_key_id, arn="", region="", state="Enabled", spec="", usage="", origin="", creator="user"
    ),
)


def outlook() -> tuple[str, ...]:
    """Return how many facts a calibration would settle, and what it would say before it makes anything."""
    counts = Counter(probe.kind for probe in PROBES)
    read, dry = counts[ProbeClass.READ], counts[ProbeClass.DRY_RUN]
    return (
        (
            f"calibrate_account would ask a real account about {len(PROBES)} facts: {read} by reading, {dry} by dry "
            f"runs, and {len(PROBES) - read - dry} only if calibrate_write, calibrate_consumer and calibrate_launch "
            "allow it, after it has said:"
        ),
        *(f"  {line}" for line in consent(REQUEST, CANARY)),
    )
