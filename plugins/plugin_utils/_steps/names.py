# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The names that the reader knows: variables for options, steps for tags."""

from __future__ import annotations

from collections.abc import Collection

from ...module_utils._variables.declared import VARIABLES

STEPS = ("audit", "copy", "share", "verify", "repoint")
WRITING = ("copy", "share", "repoint")
# Tags with a meaning of Ansible's own that leave every step in.
EVERY = ("all", "tagged")

# A module's option -> the variable that the reader wrote.
VARIABLE_OF = {
    **{variable.option: variable.name for variable in VARIABLES if variable.option},
    "image_ids": "images_ids",
    "names": "images_names",
    "tags": "images_tags",
    "families": "images_families",
    "statuses": "images_statuses",
    "kms_key_id": "images_kms_key_id",
    "accounts": "images_share_accounts",
    "allowed_accounts": "images_allowed_accounts",
    "share_quota": "images_share_quota",
    "created_after": "images_created_after",
    "created_before": "images_created_before",
    "created_within": "images_created_within",
    "exclude_names": "images_exclude_names",
    "newest": "images_newest",
    "resource_group_id": "images_resource_group_id",
    "max_copy_attempts": "images_max_copy_attempts",
    "run": "images_run",
}


def chosen_steps(asked: Collection[str], left_out: Collection[str], own: Collection[str]) -> tuple[str, ...]:
    """Return what `--tags` and `--skip-tags` leave of the steps.

    `own` are the tags of the task: one that the user gave to the whole role, and asks for, leaves every step in.
    """
    is_whole = any(tag in EVERY for tag in asked) or any(tag in asked for tag in own if tag not in ("always", *STEPS))
    return tuple(step for step in STEPS if (is_whole or step in asked) and step not in left_out)


def kind_of(playbook: str, steps: Collection[str], *, check_mode: bool) -> str:
    """Return what the record of a run is of; only a run that writes has the run's own directory."""
    of_playbook = {
        "audit_images": "audit",
        "verify_images": "verify",
        "plan_images": "plan",
        "rehearse_images": "rehearsal",
        "find_references": "references",
        "repoint_images": "repoint",
        "retire_images": "retire",
        "guard_images": "guard",
    }
    writes = not check_mode and any(step in WRITING for step in steps)
    return of_playbook.get(playbook, "run" if writes else "check")
