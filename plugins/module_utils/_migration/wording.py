# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a migration says on the terminal: short lines about sets of images, the same text never on every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .._core.tables import printable, table_lines

Row = Mapping[str, Any]
NAMED_AT_MOST = 3
# Action of a decided row -> what is said of that many images, for one and for several.
DECIDED = {
    "share": ("can be shared", "can be shared"),
    "copy": ("needs a copy", "need a copy"),
    "none": ("needs nothing", "need nothing"),
    "skip": ("is skipped", "are skipped"),
}
# State of a row of the report -> its place in the table and in the summary.
STATES = ("failed", "not_proven", "in_progress", "planned", "left_alone", "ready")
# What was done about copies of this run.
MADE = ("started", "adopted")
SEEN = ("visible", "launchable", "launched")
PROOF_WORDS = {
    "visible": "visible",
    "launchable": "visible and launchable in a dry run",
    "launched": "started and alive",
    "running_unproven": "Running, without a sign of life",
    "not_proven": "not verified",
    "not_asked": "not asked about",
}
# What is done for a row of the plan -> how the table words it.
PLANNED = {
    "start": "copy",
    "wait": "copy in progress",
    "reuse": "copy exists",
    "as_it_is": "needs no copy",
    "fail": "cannot be copied",
    "share": "share",
    "none": "nothing",
}
STATE_WORDS = {
    "failed": "failed",
    "not_proven": "not verified",
    "in_progress": "in progress",
    "planned": "planned",
    "left_alone": "skipped",
    "ready": "ready",
}


def count_of(number: int, noun: str) -> str:
    """Return `1 image` or `2 images`."""
    return (
        f"{number} {noun}" if number == 1 else f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"
    )


def matched_line(choice: str, rows: Sequence[Row], found: int) -> str:
    """Return the line about what matches: `12 images match web-*: 2 can be shared, 7 need a copy`."""
    matches = f"{count_of(found, 'image')} {'matches' if found == 1 else 'match'} {choice}"
    actions = Counter(action for _image, action in {(row["image_id"], row["action"]) for row in rows})
    parts = [
        f"{actions[action]} {words[0] if actions[action] == 1 else words[1]}"
        for action, words in DECIDED.items()
        if actions[action]
    ]
    return f"{matches}: {', '.join(parts)}" if parts else matches


def skipped_lines(rows: Sequence[Row]) -> list[str]:
    """Return a line for each reason why images are skipped, with what to do about it."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["action"] == "skip":
            groups.setdefault((row["why"], row["remedy"]), []).append(row["name"] or row["image_id"])
    lines = []
    for (why, remedy), names in sorted(groups.items(), key=lambda item: -len(item[1])):
        lines.append(f"  skipped  {names_text(names)}: {printable(why)}")
        if remedy:
            lines.append(f"           -> {printable(remedy)}")
    return lines


def left_out_lines(images: Sequence[Row], in_parts: Collection[str] = ()) -> list[str]:
    """Return a line for each image whose copies lack its data disks; those of `in_parts` may lack tags alone."""
    lines = []
    for image in images:
        tags = [f"its tags {', '.join(image['dropped_tags'])}"] if image["dropped_tags"] else []
        disks = [] if image["image_id"] in in_parts else [", ".join(image["data_disks"])]
        if not (lacking := ", and ".join([*disks, *tags])):
            continue
        lines.append(f"  left out {printable(image['name'] or image['image_id'])}: {printable(lacking)}")
    return lines


def names_text(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - NAMED_AT_MOST} more" if len(unique) > NAMED_AT_MOST else ""
    return ", ".join(map(printable, unique[:NAMED_AT_MOST])) + more


def choice_text(values: Mapping[str, Any]) -> str:
    """Return what was chosen, as the reader wrote it."""
    parts = [", ".join(values.get(key) or ()) for key in ("ids", "names", "families")]
    parts.append(
        ", ".join(f"{key}={'*' if value is None else value}" for key, value in (values.get("tags") or {}).items())
    )
    found = " and ".join(part for part in parts if part) or "the choice of all images"
    without = f" without {', '.join(values['exclude_names'])}" if values.get("exclude_names") else ""
    newest = f", newest {values['newest']}" if values.get("newest") else ""
    age = f", at most {values['created_within']} old" if values.get("created_within") else ""
    return f"{found}{without}{newest}{age}"


def plan_lines(totals: Row, shares: int, seconds_per_gib: float, origin: str) -> list[str]:
    """Return what the plan takes: copies, GiB, time, access."""
    start, wait = totals["copies"].get("start", 0), totals["copies"].get("wait", 0)
    lines = []
    if start:
        lines.append(
            f"{count_of(start, 'copy')}, {totals['snapshot_gib']} GiB of new snapshots at most, "
            f"about {totals['time']} ({origin} {seconds_per_gib:g} s per GiB)"
        )
    if wait:
        lines.append(f"{count_of(wait, 'copy')} in progress already")
    if reuse := totals["copies"].get("reuse", 0):
        lines.append(f"{count_of(reuse, 'copy')} made earlier")
    if shares:
        lines.append(f"access is granted {'once' if shares == 1 else f'{shares} times'} at most")
    return lines or ["nothing to copy and no new account to share with"]


def plan_table(rows: Sequence[Row], *, with_sites: bool) -> list[str]:
    """Return a table of what would be done with each image, those that fail first; skipped ones stand above it."""
    acting = [row for row in rows if row["action"] != "skip"]
    order = sorted(acting, key=lambda row: row.get("step") != "fail")
    header = ["image", "to", "action", "name of the copy", "access for", "source unshared from"]
    cells = [
        [
            row["name"] or row["image_id"],
            row["destination_region"],
            PLANNED.get(row.get("step") or row["action"], row["action"]),
            row.get("target_name", ""),
            accounts_text(row.get("accounts", ())),
            accounts_text(row.get("lost_by_source", ())),
        ]
        for row in order
    ]
    if with_sites:
        header, cells = ["site", *header], [[row["site"], *cell] for row, cell in zip(order, cells, strict=True)]
    return table_lines(header, cells)


def accounts_text(accounts: Sequence[str]) -> str:
    """Return the account, or how many they are."""
    return count_of(len(accounts), "account") if len(accounts) > 1 else "".join(accounts)


def result_table(rows: Sequence[Row], *, with_sites: bool, rest: str = "") -> list[str]:
    """Return the table of a run: failed and skipped first, then what was copied. `rest` says where further rows are."""
    order = sorted(rows, key=lambda row: (STATES.index(row["state"]), row["copy_action"] not in MADE))
    regions = {row["destination_region"] for row in rows}
    header = ["image", "in", "result", "new id", "seen by"]
    cells = [
        [
            row["name"] or row["image_id"],
            row["destination_region"] if len(regions) > 1 else "",
            result_text(row),
            row["new_image_id"] if row["new_image_id"] != row["image_id"] else "",
            seen_text(row),
        ]
        for row in order
    ]
    if with_sites:
        header, cells = ["site", *header], [[row["site"], *cell] for row, cell in zip(order, cells, strict=True)]
    return table_lines(header, cells, whole=("new id", "seen by"), rest=rest)


def result_text(row: Row) -> str:
    """Return what became of one image, in few words. The reason was given before, once for all."""
    if row["state"] == "left_alone":
        return STATE_WORDS["left_alone"]
    if row["state"] in ("failed", "not_proven"):
        return f"{STATE_WORDS[row['state']]}: {row['problem']}"
    return str(row["after"])


def seen_text(row: Row) -> str:
    """Return by how many accounts the image is seen, of those that were asked."""
    asked = [proof for proof in row["proofs"] if proof["result"] != "not_asked"]
    seen = [proof for proof in asked if proof["result"] in SEEN]
    return f"{len(seen)} of {len(row['shared_with'])}" if asked else ""


def proof_lines(proofs: Sequence[Row]) -> list[str]:
    """Return who sees what, in one line for each account and region, and why not where it does not."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for proof in proofs:
        groups.setdefault((proof["account"], proof["region"]), []).append(proof)
    lines = []
    for (account, region), group in groups.items():
        counts = Counter(proof["result"] for proof in group)
        told = ", ".join(f"{number} {PROOF_WORDS[result]}" for result, number in counts.items())
        lines.append(f"{account} in {region}: {count_of(len(group), 'image')}, {told}")
        reasons = Counter(proof["reason"] for proof in group if proof["result"] not in SEEN)
        lines += [f"  {number} because {printable(reason)}" for reason, number in reasons.items()]
    return lines


def trial_lines(account: str, answer: Row) -> list[str]:
    """Return what a trial of instances found besides its answers: what an interrupted one left, what another has."""
    lines = []
    if released := answer.get("released"):
        left = count_of(len(released), "instance")
        lines.append(f"{account}: {left} of an interrupted verification released: {', '.join(released)}")
    if busy := answer.get("busy"):
        others = count_of(len(busy), "instance")
        lines.append(f"{account}: {others} of another verification kept: {', '.join(busy)}")
    return lines


def summary_line(rows: Sequence[Row], *, run: str, took: str) -> str:
    """Return the last word: `9 ready, 3 skipped, 0 failed; run 20261130T001746Z, 56 min`."""
    states = Counter(row["state"] for row in rows)
    parts = [
        f"{states[state]} {STATE_WORDS[state]}"
        for state in reversed(STATES)
        if states[state] or state in ("ready", "left_alone", "failed")
    ]
    return f"{', '.join(parts)}; run {run}, {took}"
