# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Audit images as image_info is asked to, and write what was found to files."""

from __future__ import annotations

from typing import Any

from .._client.session import Session
from .apply_files import check_report_file, write_csv, write_json
from .observe import Audit, audit
from .request import AuditRequest
from .summary import choose, summarize


def answer_request(session: Session, request: AuditRequest) -> dict[str, Any]:
    """Return the values of image_info. Raises InvalidInput for a file that cannot be, before anything is read."""
    check_report_file("result_file", request.result_file)
    check_report_file("csv_file", request.csv_file)
    found = audit(session, request)
    listed = choose(found.images, request.result)
    values = {**_head(found, len(listed)), "images": [item.to_result() for item in listed]}
    if request.result_file:
        head = {**_head(found, len(found.images)), **_emulated(session)}
        write_json("result_file", request.result_file, found, head)
        values["result_file"] = request.result_file
    if request.csv_file:
        write_csv("csv_file", request.csv_file, found)
        values["csv_file"] = request.csv_file
    return values


def _head(found: Audit, listed: int) -> dict[str, Any]:
    values: dict[str, Any] = {"summary": summarize(found.images, listed)}
    if found.defaults is not None:
        values["encryption_defaults"] = [item.to_result() for item in found.defaults]
    if found.coverage is not None:
        values["coverage"] = [item.to_result() for item in found.coverage]
    return values


def _emulated(session: Session) -> dict[str, bool]:
    return {"emulator": True} if session.connection.emulator_url else {}
