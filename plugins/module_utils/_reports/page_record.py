# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who ran what and when, with which keys, role and requests: what an auditor asks of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .page_texts import Texts

Record = Mapping[str, Any]
IDS_SHOWN = 10
COLLECTION = "imageops.alicloud"


def record_facts(record: Record, texts: Texts) -> list[dict[str, Any]]:
    """Return tables of `title`, `columns` and `rows` of cells, each a list of text; none of what is no record."""
    if not record.get("collection"):
        return []
    tables = [
        ("facts_run", ("facts_started", "facts_finished", "facts_collection"), [_run(record)]),
        ("facts_owner", ("site", "account", "facts_caller", "region"), [_site(site) for site in record["sites"]]),
        (
            "facts_keys",
            ("facts_id", "facts_alias", "region"),
            [_key(key, known) for key, known in sorted(record["keys"].items())],
        ),
        (
            "facts_role",
            ("account", "facts_role_name", "facts_trusts"),
            [_role(*item) for item in sorted(record["roles"].items())],
        ),
        (
            "facts_requests",
            ("facts_action", "facts_number", "facts_request_ids"),
            [_requests(action, ids, texts) for action, ids in sorted(record["request_ids"].items())],
        ),
    ]
    return [
        {"title": texts[title], "columns": [texts[column] for column in columns], "rows": rows}
        for title, columns, rows in tables
        if rows
    ]


def _run(record: Record) -> list[list[str]]:
    return [[str(record["started"])], [str(record["finished"])], [f"{COLLECTION} {record['collection']}"]]


def _site(site: Record) -> list[list[str]]:
    return [[str(site.get(name) or "")] for name in ("site", "account", "caller", "region")]


def _key(key_id: str, known: Record) -> list[list[str]]:
    return [[key_id], [str(known.get("alias") or "")], [str(known.get("region") or "")]]


def _role(account: str, role: Record) -> list[list[str]]:
    return [[account], [str(role.get("arn") or role.get("name") or "")], list(role.get("trusted_accounts") or ())]


def _requests(action: str, ids: Sequence[str], texts: Texts) -> list[list[str]]:
    more = len(ids) - IDS_SHOWN
    shown = list(ids[:IDS_SHOWN])
    return [[action], [str(len(ids))], [*shown, texts.say("and_more_accounts", count=more)] if more > 0 else shown]
