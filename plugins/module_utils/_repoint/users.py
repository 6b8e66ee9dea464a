# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The users that one run moves, over all kinds: which are chosen, how many they are, and how they are shown.

A row is what the modules return of a user, with `kind`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

# The kinds in the order in which they are moved -> the module, and its option and result that list the users.
KINDS = {
    "image_families": ("image_family_image", "families"),
    "launch_templates": ("launch_template_image", "launch_templates"),
    "scaling": ("scaling_configuration_image", "scaling_configurations"),
    "node_pools": ("ack_node_pool_image", "node_pools"),
    "oos_parameters": ("oos_parameter_image", "parameters"),
}
# Those that are changed in place, and say how disks are encrypted.
IN_PLACE = ("scaling", "node_pools")
# All that say how disks are encrypted.
ENCRYPTING = ("launch_templates", *IN_PLACE)
DUE = "planned"
# What is said of a new image that is not made yet.
COPY = "its copy"
Row = Mapping[str, Any]


def chosen(rows: Iterable[Row], only: Collection[str], left_out: Collection[str]) -> list[dict[str, Any]]:
    """Return the users that the ids and names choose: all without `only`, and never those of `left_out`."""
    return [
        dict(row)
        for row in rows
        if (not only or {row["id"], row["name"]} & set(only)) and not {row["id"], row["name"]} & set(left_out)
    ]


def unknown_names(rows: Iterable[Row], names: Iterable[str]) -> list[str]:
    """Return the names that are those of no user."""
    known = {name for row in rows for name in (row["id"], row["name"])}
    return [name for name in names if name not in known]


def due(rows: Iterable[Row], kind: str = "") -> list[Row]:
    """Return the users to change, those of one kind or all."""
    return [row for row in rows if row["state"] == DUE and kind in ("", row["kind"])]


def is_altered(row: Row) -> bool:
    """Return whether a user whose change failed is not as it was, perhaps by that change."""
    return bool(row["state"] == "failed" and row["after"] and row["after"] != row["before"])


def options_of(kind: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of all kinds as the module of one kind takes them."""
    return {name: value for name, value in options.items() if name != "kms_key_id" or kind in ENCRYPTING}


def words_of_row(row: Row) -> str:
    """Return what is changed of a user, or why it stays."""
    if row["reasons"] and row["state"] != DUE:
        return str(row["reasons"][0]["message"])
    if row["state"] == "unchanged":
        return "has it already"
    if row["kind"] == "image_families":
        return "the new image joins the family"
    if row["kind"] == "scaling":
        return "in place" if row["before"]["active"] else "in place, inactive"
    if row["kind"] == "node_pools":
        return f"in place, for new nodes of cluster {row['before']['cluster_id']}"
    before, after = row["before"], row["after"]
    if row["kind"] == "oos_parameters":
        pairs = [("version", before, after)]
    else:
        named = (("default_version", "default version"), ("latest_version", "latest version"))
        pairs = [(words, before[name], after[name]) for name, words in named if name in before]
    numbers = [f"{words} {old['version']} -> {new['version']}" for words, old, new in pairs if old != new]
    # Of a copy that is not made yet, only the image is known.
    return ", ".join(numbers) or "new version"


def cells(rows: Sequence[Row]) -> list[list[Any]]:
    """Return the rows of the table that shows users: user, id, old image, new image, what is done."""
    return [
        [row["name"] or row["id"], row["id"], row["old_image_id"], row["new_image_id"] or COPY, words_of_row(row)]
        for row in rows
    ]
