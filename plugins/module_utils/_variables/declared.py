# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every variable that a playbook of the collection takes, declared once."""

from __future__ import annotations

from .baseline import BASELINE
from .calibration import CALIBRATION
from .choosing import COPIES, IMAGES, SITES
from .connection import CONNECTION
from .data_disks import DATA_DISKS
from .events import EVENTS
from .guard import GUARDED
from .instances import INSTANCES
from .references import REFERENCES
from .repoint import USERS
from .retire import RETIREMENT
from .sharing import CONSUMERS, REPORT, SAFETY
from .standing import STANDING
from .storage import STORAGE
from .variable import Group, Variable

CHOICE = (*IMAGES, *STANDING, *SITES, *REFERENCES, *USERS, *RETIREMENT)
VARIABLES = tuple(
    sorted(
        (
            *IMAGES,
            *STANDING,
            *COPIES,
            *DATA_DISKS,
            *CONSUMERS,
            *SAFETY,
            *SITES,
            *REPORT,
            *BASELINE,
            *STORAGE,
            *INSTANCES,
            *REFERENCES,
            *USERS,
            *RETIREMENT,
            *GUARDED,
            *EVENTS,
            *CALIBRATION,
            *CONNECTION,
        ),
        key=lambda variable: list(Group).index(variable.group),
    )
)
BY_NAME = {variable.name: variable for variable in VARIABLES}
# Roles have variables of their own, which their argument specs check. `encrypt_instances` has those declared here.
ROLE_PREFIXES = (
    *(
        f"{action}_images_"
        for action in (
            "audit",
            "copy",
            "guard",
            "migrate",
            "repoint",
            "report",
            "retire",
            "rollback",
            "share",
            "verify",
        )
    ),
    "calibrate_account_",
)
# Facts that roles leave behind and that begin like a variable.
RESULTS = (
    "calibrate_account_result",
    "encrypt_instances_result",
    "guard_images_result",
    "migrate_images_result",
    "repoint_images_result",
    "retire_images_result",
    "rollback_images_result",
)


def taken_by(playbook: str) -> tuple[Variable, ...]:
    """Return the variables that a playbook takes."""
    return tuple(variable for variable in VARIABLES if playbook in variable.playbooks)
