# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Find the changes since a baseline that may need action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .._variables.baseline import CHANGES, IMAGE_GONE, KEY_CHANGED, NEW_SERVICE_KEY, SHARE_ADDED, SHARE_GONE
from .changes import AuditedImage, State
from .findings import sentence
from .replaced import REPLACED

# Kind -> what is said of it: of several, of one, and in a table.
WORDS = {
    NEW_SERVICE_KEY: ("images are new under a service key", "image is new under a service key", "new, service key"),
    SHARE_ADDED: ("images are shared with more accounts", "image is shared with more accounts", "share added"),
    SHARE_GONE: ("images are shared with fewer accounts", "image is shared with fewer accounts", "share gone"),
    KEY_CHANGED: ("keys have another state", "key has another state", "key changed"),
    IMAGE_GONE: ("images are gone", "image is gone", "image gone"),
}
COLUMNS = ("change", "image", "id", "region", "was", "is")
Row = Mapping[str, str]


def compare(before: State, now: State) -> list[dict[str, str]]:
    """Return a row for each change: `change`, `name`, `id`, `region`, `was`, `now`. Of a key, `name` says whose it is.

    An image whose copy stands for it is no finding. A new image has every account that it is shared with as added.
    """
    rows = [row for image_id, seen in now.items() for row in _of_image(image_id, before.get(image_id), seen)]
    rows += [
        _row(IMAGE_GONE, before[image_id], image_id, was=_words(before[image_id].encryption))
        for image_id in before.keys() - now.keys()
    ]
    rows += _of_keys(before, now)
    return sorted(rows, key=lambda row: (CHANGES.index(row["change"]), row["name"], row["id"]))


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """Return how many changes there are of each kind, the others left out."""
    found = {kind: sum(row["change"] == kind for row in rows) for kind in CHANGES}
    return {kind: number for kind, number in found.items() if number}


def change_stops(rows: Sequence[Row], fail_on: Sequence[str], since: str) -> list[str]:
    """Return why an audit is to fail, a sentence for each kind of `fail_on` that was found."""
    found = []
    for kind in (kind for kind in CHANGES if kind in fail_on):
        which = "id" if kind == KEY_CHANGED else "name"
        named = [row[which] or row["id"] for row in rows if row["change"] == kind]
        several, one, _short = WORDS[kind]
        found += sentence(len(named), several, one, f"since {since}", named)
    return found


def cells(row: Row) -> list[str]:
    """Return a row of a table with these COLUMNS."""
    return [WORDS[row["change"]][2], *(row[name] for name in ("name", "id", "region", "was", "now"))]


def _of_image(image_id: str, before: AuditedImage | None, now: AuditedImage) -> Iterator[dict[str, str]]:
    if before is None and now.is_under_service_key and now.verdict != REPLACED:
        yield _row(NEW_SERVICE_KEY, now, image_id, now=_words(now.verdict))
    had = before.shared_with if before else ()
    if added := [account for account in now.shared_with if account not in had]:
        yield _row(SHARE_ADDED, now, image_id, now=", ".join(added))
    if lost := [account for account in had if account not in now.shared_with]:
        yield _row(SHARE_GONE, now, image_id, was=", ".join(lost))


def _of_keys(before: State, now: State) -> list[dict[str, str]]:
    earlier = {key: state for seen in before.values() for key, state in seen.keys}
    found: dict[str, tuple[str, list[AuditedImage]]] = {}
    for seen in now.values():
        for key, state in seen.keys:
            found.setdefault(key, (state, []))[1].append(seen)
    return [
        {
            "change": KEY_CHANGED,
            "name": f"key of {users[0].name}{f' and {len(users) - 1} more' if len(users) > 1 else ''}",
            "id": key,
            "region": users[0].region,
            "was": earlier[key],
            "now": state,
        }
        for key, (state, users) in found.items()
        if key in earlier and earlier[key] != state
    ]


def _row(change: str, seen: AuditedImage, image_id: str, *, was: str = "", now: str = "") -> dict[str, str]:
    return {"change": change, "name": seen.name, "id": image_id, "region": seen.region, "was": was, "now": now}


def _words(code: str) -> str:
    return code.replace("_", " ")
