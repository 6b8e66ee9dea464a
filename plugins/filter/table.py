# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `table`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: table
short_description: Show a list of mappings as lines with aligned columns
version_added: 1.0.0
description:
  - Makes a list of lines that C(ansible.builtin.debug) shows well with every callback. Lines have at most 100 columns,
    of which characters of East Asian scripts take two. The widest texts are shortened to that, ids last.
  - Columns in which no row has anything are left out. Control characters are shown escaped.
author:
  - imageops.alicloud contributors (@imageops)
positional: columns
options:
  _input:
    description: The rows.
    type: list
    elements: dict
    required: true
  columns:
    description:
      - A mapping from each heading to what stands under it, in the wanted order, as a path into each row
        (V(name), V(reasons.0.message)).
    type: dict
    required: true
  limit:
    description: Show at most so many rows and count the others in a last line. V(0) shows all.
    type: int
    default: 100
  count:
    description: Show rows that would look the same as one row, with their number in a last column of this heading.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Show what was copied
  ansible.builtin.debug:
    msg: "{{ copies | imageops.alicloud.table({'image': 'source_image_id', 'copy': 'image_id'}) }}"
  vars:
    copies:
      - source_image_id: m-2ze0000000000000web1
        image_id: m-2ze0000000000000web2
"""

RETURN = r"""
_value:
  description: The lines, headings first; no lines for no rows.
  type: list
  elements: str
"""


def as_table(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], limit: int = 100, count: str = ""
) -> list[str]:
    """The lines."""
    from ..module_utils._core.tables import printable, table_lines
    from ..module_utils._core.text import at_path

    if count:
        numbers = Counter(tuple(printable(at_path(row, path)) for path in columns.values()) for row in rows)
        merged = [[*texts, number] for texts, number in numbers.items()]
        return table_lines([*map(str, columns), count], merged, limit=int(limit))
    shown = rows[: int(limit)] if int(limit) else rows
    cells = [[at_path(row, path) for path in columns.values()] for row in shown]
    ids = [str(name) for name, path in columns.items() if path.rpartition(".")[2] == "id" or path.endswith("_id")]
    lines = table_lines([str(name) for name in columns], cells, whole=ids, limit=0)
    return [*lines, f"and {len(rows) - len(shown)} more"] if len(shown) < len(rows) else lines


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"table": as_table}
