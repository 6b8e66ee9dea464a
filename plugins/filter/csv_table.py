# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `csv_table`."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: csv_table
short_description: Write a list of mappings as CSV that spreadsheets can open safely
version_added: 1.0.0
description:
  - A cell that a spreadsheet would take for a formula, because it begins with C(=), C(+), C(-), C(@), a tab or a line
    end, gets an apostrophe in front. So names and tags from the cloud cannot run anything.
  - The text begins with a byte order mark, by which spreadsheets know UTF-8, and lines end with CR and LF (RFC 4180).
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
      - A mapping from each heading to what stands under it, as a path into each row (V(name), V(reasons.0.message)).
      - V(report) and V(audit) are the columns of the files that the role report_images writes.
      - Lists are joined by spaces.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Show images as CSV
  ansible.builtin.debug:
    msg: "{{ images | imageops.alicloud.csv_table({'image': 'image_id', 'name': 'name'}) }}"
  vars:
    images:
      - image_id: m-2ze0000000000000web1
        name: =HYPERLINK("http://example.com")
"""

RETURN = r"""
_value:
  description: The text, headings first.
  type: str
"""

BYTE_ORDER_MARK = "\ufeff"


def csv_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str] | str) -> str:
    """The text."""
    from ..module_utils._core.text import at_path, harmless_cell
    from ..module_utils._reports.columns import named_columns

    columns = named_columns(columns) if isinstance(columns, str) else columns
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless_cell(at_path(row, path)) for path in columns.values()] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"csv_table": csv_table}
