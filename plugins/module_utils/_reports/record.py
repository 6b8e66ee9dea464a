# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The record of a run as data: what it holds, where it stands, and whether a file is one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._core.tables import visible
from .._model.errors import shown
from .._model.key import SERVICE_KEY_ALIAS
from .join import join_reports
from .parts import disks_fault

Data = Mapping[str, Any]
VERSION = 1
RUN = "run"
PLAN = "plan"
LATEST = "latest"
LONGEST_NAME = 200
# The line of a record after which each line is an image.
IMAGES_BEGIN = ' "images": ['
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f/\\]")
TEXTS_OF_A_ROW = ("site", "image_id", "name", "region", "destination_region")
# Of a site's report: the record has them in `sites`, `owners` and `keys`.
ONLY_OF_A_SITE = ("site", "account", "caller", "keys", "role")


def run_name_fault(run: str) -> str:
    """Return why a run's name cannot be that of a directory; empty if it can."""
    if not run or run != run.strip():
        return "is empty or begins or ends with a blank"
    if run.startswith("."):
        return "begins with a dot"
    if CONTROL.search(run):
        return "has a slash, a backslash or a control character"
    if run == LATEST:
        return "is the name of the link to the last run"
    if len(run.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} bytes"
    return ""


def run_named(data: Data) -> str:
    """Return the run that a file names, or what stands in its place, as a message has it."""
    return visible(str(data.get("run"))[:LONGEST_NAME])


def directory_of(run: str, kind: str) -> str:
    """Return the name of the record's directory. Only a real run has the run's own."""
    return run if kind == RUN else f"{run}-{kind}"


def make_record(run: str, kind: str, collection: str, reports: Sequence[Data], moment: str) -> dict[str, Any]:
    """Return the record of sites' reports. `moment` stands for times that no report has; see docs/guides/reports.md."""
    joined = join_reports(reports)
    keys = _keys(reports)
    rows = [with_aliases(row, keys) for row in joined["images"]]
    record = {
        "version": VERSION,
        "kind": kind,
        "run": run,
        "collection": collection,
        "started": min(str(report.get("started") or moment) for report in reports),
        "finished": max(str(report.get("finished") or moment) for report in reports),
        "owners": sorted({str(report["account"]) for report in reports if report.get("account")}),
        **{key: value for key, value in joined.items() if key not in (*ONLY_OF_A_SITE, "run", "started", "finished")},
        "sites": [_with_arn(site) for site in joined["sites"]],
        "made": joined.get("made") or moment,
        "images": rows,
        "adopted": adopted(rows),
        "keys": keys,
        "roles": {str(report.get("account", "")): report["role"] for report in reports if report.get("role")},
        "request_ids": joined_ids(report.get("request_ids") or {} for report in reports),
        "api_calls": total(report.get("api_calls") or {} for report in reports),
    }
    return {**record, "history": [part_of(record)]}


def _with_arn(site: Data) -> dict[str, Any]:
    """Return a site whose caller, as `caller_info` returns it, is its ARN."""
    caller = site.get("caller")
    return {**site, "caller": caller.get("arn", "")} if isinstance(caller, Mapping) else dict(site)


def audit_record(run: str, kind: str, collection: str, audit: Data, moment: str) -> dict[str, Any]:
    """Return a joined audit with what says whose it is."""
    head = {"version": VERSION, "kind": kind, "run": run, "collection": collection, "finished": moment}
    return {**audit, **head} if audit else {}


def part_of(record: Data) -> dict[str, Any]:
    """Return what `history` keeps of one part of a run."""
    return {
        "started": record["started"],
        "finished": record["finished"],
        "collection": record["collection"],
        "callers": {site["site"]: site["caller"] for site in record["sites"] if site.get("caller")},
        "images": len(record["images"]),
        "counts": record["counts"],
        "failures": record["failures"],
        "api_calls": record["api_calls"],
    }


def with_aliases(row: Data, keys: Mapping[str, Data]) -> dict[str, Any]:
    """Return a row with the aliases of its keys before and after, empty where they are not known."""
    before = SERVICE_KEY_ALIAS if row.get("encryption") == "service_key" else _alias(row.get("key", ""), keys)
    return {**row, "key_alias": before, "new_key_alias": _alias(row.get("new_key", ""), keys)}


def adopted(rows: Iterable[Data]) -> list[dict[str, str]]:
    """Return the copies that another run began. They keep that run's tag, and undoing this run keeps them."""
    return [
        {
            "site": row["site"],
            "source_image_id": row["image_id"],
            "image_id": row["new_image_id"] or "",
            "region": row["destination_region"],
        }
        for row in rows
        if row.get("copy_action") == "adopted"
    ]


def total(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sum by name."""
    found: dict[str, int] = {}
    for one in counts:
        for name, number in one.items():
            found[name] = found.get(name, 0) + number
    return dict(sorted(found.items()))


def joined_ids(several: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Return the ids of requests by action, each once."""
    found: dict[str, list[str]] = {}
    for one in several:
        for action, ids in one.items():
            found[action] = list(dict.fromkeys([*found.get(action, ()), *ids]))
    return dict(sorted(found.items()))


def sealed(record: Data) -> dict[str, Any]:
    """Return the record with the digest of the rest of it, which shows that a file was edited."""
    bare = {key: value for key, value in record.items() if key != "digest"}
    return {**bare, "digest": digest_of_data(bare)}


def digest_of_data(data: object) -> str:
    """Return `sha256:` and the digest of data of JSON, whatever the order of its keys."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def is_intact(record: Data) -> bool:
    """Return whether the record is unedited since it was written."""
    return bool(record.get("digest")) and sealed(record)["digest"] == record["digest"]


def as_lines(head: Data, images: Iterable[Data]) -> Iterator[str]:
    """Give a record as JSON, one image a line, which is quick for many and reads well in a diff."""
    yield f'{json.dumps({key: value for key, value in head.items() if key != "images"}, indent=1)[:-2]},\n "images": ['
    end = "]\n}\n"
    for place, row in enumerate(images):
        yield f"{',' if place else ''}\n  {json.dumps(row)}"
        end = "\n ]\n}\n"
    yield end


def as_text(record: Data) -> str:
    """Return a record as the text of its file."""
    return "".join(as_lines(record, record.get("images", ())))


def lines_read(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Give the images of a file that has one a line, so that no text or list of all of them is held in memory."""
    inside = False
    for line in lines:
        if inside and line.startswith("  {"):
            yield json.loads(line.rstrip().rstrip(","))
        inside = inside or line.startswith(IMAGES_BEGIN)


def record_fault(data: Any) -> str:
    """Return why data that was read is no record that can be used; empty if it can."""
    if not isinstance(data, Mapping):
        return "is not a mapping"
    if data.get("version") != VERSION:
        return f"has version {shown(data.get('version'))}, not {VERSION}"
    for name in ("kind", "run", "collection", "started", "finished"):
        if not isinstance(data.get(name), str):
            return f"has no text {name}"
    for name in ("images", "sites", "history", "failures", "owners", "accounts"):
        if not isinstance(data.get(name), list):
            return f"has no list {name}"
    for name in ("image_map", "counts", "keys", "roles", "request_ids", "api_calls"):
        if not isinstance(data.get(name), Mapping):
            return f"has no mapping {name}"
    return rows_fault(data["images"]) or _sites_fault(data["sites"])


def rows_fault(rows: Any) -> str:
    """Return why the rows of a report cannot be used; empty if they can."""
    if not isinstance(rows, list):
        return "has no list images"
    return next(filter(None, (_row_fault(row, f"images[{number}]") for number, row in enumerate(rows))), "")


def _row_fault(row: Any, where: str) -> str:
    if not isinstance(row, Mapping):
        return f"has no mapping at {where}"
    for name in TEXTS_OF_A_ROW:
        if not isinstance(row.get(name), str):
            return f"has no text at {where}.{name}"
    for name in ("added", "shared_before", "shared_with"):
        accounts = row.get(name, [])
        if not isinstance(accounts, list) or not all(isinstance(account, str) for account in accounts):
            return f"has no list of texts at {where}.{name}"
    for name in ("new_image_id", "new_key", "copy_action"):
        if not isinstance(row.get(name) or "", str):
            return f"has no text at {where}.{name}"
    fault = disks_fault(row.get("data_disks", []))
    return f"{fault} at {where}.data_disks" if fault else ""


def _sites_fault(sites: Sequence[Any]) -> str:
    names = [site.get("site") if isinstance(site, Mapping) else None for site in sites]
    return next((f"has no text at sites[{at}].site" for at, name in enumerate(names) if not isinstance(name, str)), "")


def _keys(reports: Sequence[Data]) -> dict[str, dict[str, str]]:
    """Return the keys that the reports know by id: `keys` of a report are as `kms_key_info` returns `kms_keys`."""
    return {
        key["key_id"]: {
            "arn": key.get("arn", ""),
            "alias": next(iter(key.get("aliases") or ()), ""),
            "region": key.get("region", "") or report.get("region", ""),
        }
        for report in reports
        for key in report.get("keys") or ()
    }


def _alias(key: str, keys: Mapping[str, Data]) -> str:
    return str((keys.get(key) or keys.get(key.rpartition("/")[2]) or {}).get("alias", ""))
