# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The page guides/variables.md, and the options of a role, from the declared variables.

`python -m docs.variables` writes the page.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from plugins.module_utils._variables.declared import BY_NAME, VARIABLES, taken_by
from plugins.module_utils._variables.variable import FAMILIES, LISTS, MAPPINGS, PLAYBOOKS, Group, Kind, Variable

ROLES = Path(__file__).resolve().parents[1] / "roles"
PAGE = Path(__file__).parent / "guides" / "variables.md"
INTRODUCTION = f"""# Variables

Every variable that a playbook takes, from `-e`, an inventory, `group_vars` or a survey.
This page is generated; `ansible-doc imageops.alicloud.images_request` documents how variables are read.

- An empty or blank value means "not given".
- A list is a YAML list, JSON text, or text with commas or lines. Full-width commas count, too.
- A mapping is a YAML mapping, JSON text, or lines of `key=value`.
- An account id is digits only. Quote it, so that YAML does not read it as a number.
- A relative path counts from the directory where Ansible was started.
- A name that begins with {", ".join(f"`{family}`" for family in FAMILIES)}
  and is not listed here is refused.
  `images_own_variables` lists the names that are your own.
- A playbook ignores the variables of other playbooks, and names them at `-v`.
  It refuses those marked * if they come with `-e` outside AWX, because ignoring them would change what you expect.
- Some playbooks have a variable of their own for the same thing.
  `repoint_images` takes `repoint_kms_key_id`, not `images_kms_key_id`.
  If the own one is not given, `-e images_kms_key_id=...` is refused outside AWX.
  The same in a file (`-e @file`), an inventory or AWX is ignored with a line that names both,
  so one file can serve all playbooks.
"""
TITLES = {
    Group.CHOOSE: "Choose",
    Group.KEY: "Key",
    Group.DESTINATIONS: "Destinations",
    Group.CONSUMERS: "Consumers",
    Group.SAFETY: "Safety",
    Group.REPORT: "Report",
    Group.CONNECTION: "Connection",
}
ROLE_DESCRIPTION = [
    (
        "Finds the images, checks everything that can be known to fail, lets the consumers' ECS use the key, copies "
        "under the key, shares, verifies with the consumers' credentials, and writes the record of the run."
    ),
    (
        "Leaves the fact C(migrate_images_result) with C(run), C(counts), C(image_map) (up to 500 ids), C(failures) "
        "and C(record), the directory of the run's record. With O(migrate_images_repoint) it has C(users), too."
    ),
    (
        "With O(migrate_images_repoint) the users of the copied images are moved to the copies that are ready, as the "
        "role C(repoint_images) moves them."
    ),
    "The playbooks of this collection are this role; M(imageops.alicloud.images_request) reads its variables.",
]
UNDO_DESCRIPTION = [
    (
        "Finds the images of a run by their tag C(imageops:run) and its record by its name. Lists what undoing the run "
        "would remove, and removes it if O(rollback_images_confirm=true)."
    ),
    (
        "Copies are removed with C(state=absent) of M(imageops.alicloud.image_copy), so only if tags and facts agree. "
        "Shares of images that existed before are removed if the record and the image's own share list agree. "
        "Anything unproven is kept and listed. Trust entries of the RAM role, sources, and copies that another run "
        "began or shares stay."
    ),
    "Fails if neither an image nor a record bears the name of the run.",
    (
        "Users that repoint_images or migrate_images moved go back to their old images first, if they are still as it "
        "left them. A copy that one of them will still launch from stays."
    ),
    (
        "Leaves C(rollback_images_result), a dict with C(rows), C(removed), C(unshared) and, if there were users, "
        "C(restored)."
    ),
]
REPOINT_DESCRIPTION = [
    (
        "Moves users of images to the images that took their place. Launch templates get a new version with every "
        "field of the old one. Scaling configurations are changed in place and keep their data disks."
    ),
    "The ids are those of a migration's record (O(repoint_images_run)) or of O(repoint_images_map).",
    (
        "Shows every change first. It moves no more than O(repoint_images_max) users over all sites without "
        "O(repoint_images_confirm=true). A user that fails does not stop the others."
    ),
    "Each change is in the run's record before it is made, and the role C(rollback_images) takes it back.",
    "Leaves the fact C(repoint_images_result), a dict with C(run) and C(users).",
]
RETIRE_DESCRIPTION = [
    (
        "Deprecates images whose proven copy took their place, and deletes them with their snapshots once they have "
        "been deprecated for O(retire_images_after_days). The ids are those of a migration's record "
        "(O(retire_images_run)) or of O(retire_images_map)."
    ),
    (
        "Refuses, with the list, while anything uses an image or a kind of users is unknown, in the owner's account "
        "and in each account that the image is shared with. Those need the copy, and a role or profile to look with."
    ),
    (
        "Lists what would be done, and does it with O(retire_images_confirm=true). Each change is in the run's record "
        "before it is made. O(retire_images_state=restored) brings an image back until it is deleted."
    ),
    "Leaves the fact C(retire_images_result), a dict with C(run) and C(images).",
]
GUARD_DESCRIPTION = [
    (
        "Sets how each site's region encrypts new disks, with M(imageops.alicloud.disk_encryption_default). While that "
        "is on, disks without encryption can no longer be made."
    ),
    (
        "Looks at all sites and shows every change first. Switches nothing on or off without "
        "O(guard_images_confirm=true). Naming another key where it is on needs no consent."
    ),
    "Leaves the fact C(guard_images_result), a dict with C(run) and C(regions).",
]
CALIBRATE_DESCRIPTION = [
    (
        "Asks the account with M(imageops.alicloud.account_calibration), prints what each fact is known by now, and "
        "writes C(calibration.json). By default it only reads and sends dry runs. Probes that make copies need "
        "O(calibrate_account_write=true), and after reading what they would make O(calibrate_account_confirm=true)."
    ),
    "Leaves C(calibrate_account_result), the dict that C(calibration.json) holds.",
]
# The roles whose options are generated -> what they are for.
GENERATED = {
    "migrate_images": (
        "Migrate images so that other accounts can use them, from the audit to the record",
        ROLE_DESCRIPTION,
    ),
    "rollback_images": ("Undo what a run made", UNDO_DESCRIPTION),
    "repoint_images": ("Move users of images to the images that took their place", REPOINT_DESCRIPTION),
    "retire_images": ("Deprecate old images, and delete them later", RETIRE_DESCRIPTION),
    "guard_images": ("Set how regions encrypt new disks", GUARD_DESCRIPTION),
    "calibrate_account": ("Find out on an account what the collection assumes about it", CALIBRATE_DESCRIPTION),
}
CODE = re.compile(r"`([^`]+)`")
NAME = re.compile(r"\b(?:images|rollback|repoint|retire|guard|calibrate)_[a-z_]*[a-z]\b")


def page() -> str:
    """Return the page."""
    return INTRODUCTION + "".join(_section(group) for group in Group)


def argument_specs(role: str) -> dict[str, dict[str, Any]]:
    """Return the options of a role that does what the playbook of its name does, as argument specs have them."""
    prefix = f"{role}_"
    return {
        variable.name_under(prefix): _option(variable, role, prefix)
        for variable in taken_by(role)
        if not variable.of_play
    }


def role_defaults(role: str) -> dict[str, Any]:
    """Return the defaults of such a role."""
    return {name: option["default"] for name, option in argument_specs(role).items() if "default" in option}


def _option(variable: Variable, role: str, prefix: str) -> dict[str, Any]:
    option: dict[str, Any] = {"description": _described(variable.sentence, prefix), "type": _spec_type(variable.kind)}
    if variable.kind in LISTS:
        option["elements"] = "str"
    if variable.choices:
        option["choices"] = list(variable.choices)
    default = variable.default_for(role)
    if default is not None:
        option["default"] = default
    if variable.secret:
        option["no_log"] = True
    return option


def _spec_type(kind: Kind) -> str:
    if kind in LISTS:
        return "list"
    if kind in MAPPINGS:
        return "dict"
    return {Kind.BOOL: "bool", Kind.INT: "int", Kind.NUMBER: "float", Kind.KEYS: "raw"}.get(kind, "str")


def _described(sentence: str, prefix: str) -> str:
    def name(found: re.Match[str]) -> str:
        variable = BY_NAME.get(found[0])
        return f"O({variable.name_under(prefix)})" if variable else found[0]

    return NAME.sub(name, CODE.sub(r"C(\1)", sentence))


def _section(group: Group) -> str:
    rows = [_row(variable) for variable in VARIABLES if variable.group is group]
    header = ["| variable | type | default | playbooks | meaning |", "| --- | --- | --- | --- | --- |"]
    return "\n".join(["", f"## {TITLES[group]}", "", *header, *rows, ""])


def _row(variable: Variable) -> str:
    name = f"`{variable.name}`" + (" \\*" if variable.elsewhere == "refuse" else "")
    choices = ", ".join(f"`{choice}`" for choice in variable.choices)
    values = f" One of {choices}." if choices else ""
    cells = (name, variable.kind, _default(variable), _playbooks(variable), variable.sentence + values)
    return f"| {' | '.join(cells)} |"


def _default(variable: Variable) -> str:
    usual = _shown(variable.default)
    special = [f"{playbook}: {_shown(value)}" for playbook, value in variable.defaults.items()]
    return "; ".join(filter(None, [usual, *special]))


def _shown(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def _playbooks(variable: Variable) -> str:
    if set(variable.playbooks) == set(PLAYBOOKS):
        return "all"
    missing = [name for name in PLAYBOOKS if name not in variable.playbooks]
    if len(missing) <= 2:
        return f"all but {', '.join(missing)}"
    return ", ".join(name for name in PLAYBOOKS if name in variable.playbooks)


def specs_path(role: str) -> Path:
    """Return the path of a role's meta/argument_specs.yml."""
    return ROLES / role / "meta" / "argument_specs.yml"


def role_specs(role: str) -> str:
    """Return the file meta/argument_specs.yml of a role."""
    short, description = GENERATED[role]
    head = {"short_description": short, "version_added": "1.0.0", "description": description}
    entry = {**head, "options": argument_specs(role)}
    return "---\n" + yaml.safe_dump({"argument_specs": {"main": entry}}, sort_keys=False, width=130, allow_unicode=True)


def main() -> int:
    """Write the page and the roles' options."""
    PAGE.write_text(page(), "utf-8")
    for role in GENERATED:
        specs_path(role).write_text(role_specs(role), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
