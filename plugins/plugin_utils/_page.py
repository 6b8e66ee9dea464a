# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The page of a report, rendered from the template of the role report_images without Ansible's templating."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from ..module_utils._reports.observe_texts import texts_in
from ..module_utils._reports.page import report_page, script_hash

ROLE = Path(__file__).parents[2] / "roles" / "report_images"


def render_page(
    report: Mapping[str, Any], audit: Mapping[str, Any], *, name: str, title: str = "", language: str
) -> str:
    """Return the page of a joined report, a joined audit, or both. `name` is that of the files with the same data.

    Without a title the page has the one of its kind.
    """
    script = (ROLE / "files" / "report.js").read_text("utf-8").rstrip()
    # As Ansible's module template sets them, so that the role writes the same page.
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    template = environment.from_string((ROLE / "templates" / "report.html.j2").read_text("utf-8"))
    return template.render(
        __report_images_page={**report_page(report, audit, texts_in(language)), "script_hash": script_hash(script)},
        report_images_title=title,
        report_images_name=name,
        __report_images_style=(ROLE / "files" / "report.css").read_text("utf-8").rstrip(),
        __report_images_script=script,
    )
