# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Give the connection options a table of their own on the page of a module or plugin that antsibull-docs wrote."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import yaml

from plugins.doc_fragments.auth import ModuleDocFragment

TITLE = "Connection parameters"
INTRODUCTION = """All modules of this collection have these options.
``module_defaults`` of the group ``imageops.alicloud.all`` sets them for a whole play."""
TABLE = re.compile(
    r"^Parameters\n-+\n(?P<head>.*?)(?P<rows>^  \* - \.\. raw:: html\n.*?)(?=^\S)", re.MULTILINE | re.DOTALL
)
ROW = re.compile(r"^(?=  \* - \.\. raw:: html$)", re.MULTILINE)
NAME = re.compile(r'id="parameter-([\w-]+)')


def connection_options() -> set[str]:
    """Return the names of the options that every module has for its connection."""
    return set(yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"])


def grouped(page: str, names: Collection[str]) -> str:
    """Return the page with the rows of these options in a second table, and unchanged if it has none of them."""
    table = TABLE.search(page)
    rows = [row for row in ROW.split(table["rows"]) if row] if table else []
    apart = [row for row in rows if _name(row) in names]
    if not table or not apart:
        return page
    own = "".join(row for row in rows if _name(row) not in names)
    first = f"Parameters\n----------\n{table['head']}{own}" if own else ""
    second = f"{TITLE}\n{'-' * len(TITLE)}\n\n{INTRODUCTION}\n{table['head']}{''.join(apart)}"
    return f"{page[: table.start()]}{first}{second}{page[table.end() :]}"


def group_pages(folder: Path) -> int:
    """Group the options on all pages of a folder. Return how many pages were changed."""
    names = connection_options()
    changed = 0
    for path in folder.rglob("*.rst"):
        page = path.read_text("utf-8")
        if (better := grouped(page, names)) != page:
            path.write_text(better, "utf-8")
            changed += 1
    return changed


def _name(row: str) -> str:
    found = NAME.search(row)
    return found[1] if found else ""
