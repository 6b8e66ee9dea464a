# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who ran what and when, with which keys, role and requests: what an auditor asks of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]
IDS_SHOWN = 10


def record_facts(record: Record) -> list[dict[str, Any]]:
    """Return tables of `title`, `columns` and `rows` of text; none of what is no record."""
    if not record.get("collection"):
        return []
    tables = [
        ("Run", ("Started", "Finished", "Collection"), [_run(record)]),
        ("Owner", ("Site", "Account", "Caller", "Region"), [_site(site) for site in record["sites"]]),
        ("Keys", ("Id", "Alias", "Region"), [_key(key, known) for key, known in sorted(record["keys"].items())]),
        ("RAM role", ("Account", "Role", "Trusts"), [_role(*item) for item in sorted(record["roles"].items())]),
        (
            "Requests that changed something",
            ("Action", "Number", "Request ids"),
            [_requests(*item) for item in sorted(record["request_ids"].items())],
        ),
    ]
    return [{"title": title, "columns": columns, "rows": rows} for title, columns, rows in tables if rows]


def _run(record: Record) -> list[str]:
    return [str(record["started"]), str(record["finished"]), f"imageops.alicloud {record['collection']}"]


def _site(site: Record) -> list[str]:
    return [str(site.get(name) or "") for name in ("site", "account", "caller", "region")]


def _key(key_id: str, known: Record) -> list[str]:
    return [key_id, str(known.get("alias") or ""), str(known.get("region") or "")]


def _role(account: str, role: Record) -> list[str]:
    return [account, str(role.get("arn") or role.get("name") or ""), ", ".join(role.get("trusted_accounts") or ())]


def _requests(action: str, ids: Sequence[str]) -> list[str]:
    more = f" and {len(ids) - IDS_SHOWN} more" if len(ids) > IDS_SHOWN else ""
    return [action, str(len(ids)), f"{', '.join(ids[:IDS_SHOWN])}{more}"]
