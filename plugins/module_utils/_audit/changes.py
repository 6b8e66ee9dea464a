# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is compared of images, and which are new, gone and changed since an earlier audit of the same choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .._model.key import KeyType

KINDS = ("new", "gone", "changed")
LISTED_AT_MOST = 100
NAMED_AT_MOST = 5
ENABLED = "enabled"
# Codes of reasons that say a key's state. A missing right to read a key says nothing of it.
KEY_CODES = ("key_disabled", "key_pending_deletion", "key_pending_import", "key_not_enabled", "key_not_found")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedImage:
    """An image as an audit or a report saw it; `keys` has the state of each key whose state is known."""

    name: str
    region: str
    site: str
    verdict: str
    encryption: str
    shared_with: tuple[str, ...]
    is_under_service_key: bool
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def facts(self) -> tuple[Any, ...]:
        """What is compared to call an image changed."""
        return self.verdict, self.encryption, self.shared_with


State = Mapping[str, AuditedImage]


def states(images: Iterable[Mapping[str, Any]]) -> dict[str, AuditedImage]:
    """Return what is compared of each image of an audit, by its id. Raises ValueError for what is no text."""
    return {
        _text(image["image_id"]): AuditedImage(
            name=_text(image["name"]),
            region=_text(image["region"]),
            site=_text(image.get("site", "")),
            verdict=_text(image["verdict"]),
            encryption=_text(image["encryption"]),
            shared_with=tuple(sorted(map(_text, image["shared_with"]))),
            is_under_service_key=any(disk.get("key_type") == KeyType.SERVICE for disk in image["disks"]),
            keys=tuple(sorted(_key_states(image).items())),
        )
        for image in images
    }


def _text(value: Any) -> str:
    if not isinstance(value, str):
        message = "not a text"
        raise ValueError(message)  # noqa: TRY004
    return value


def _key_states(image: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for disk in image["disks"]:
        key = disk.get("kms_key_id")
        if not key or disk.get("key_type") == KeyType.SERVICE:
            continue
        codes = [item["code"] for item in image["reasons"] if item["code"] in KEY_CODES and key in item["message"]]
        if codes or disk["key_type"] == KeyType.CUSTOMER:
            found[key] = codes[0].removeprefix("key_").replace("_", " ") if codes else ENABLED
    return found


def states_of_rows(rows: Iterable[Mapping[str, Any]]) -> dict[str, AuditedImage]:
    """Return the same of a report's rows: of the images, and of their copies, after the run. Keys have no states."""
    found = {}
    for row in rows:
        copy = row.get("new_image_id")
        is_copied = bool(copy) and copy != row["image_id"]
        head = {"name": row["name"], "region": row["region"], "site": row["site"]}
        shared = row["shared_before"] if is_copied else row["shared_with"]
        found[row["image_id"]] = AuditedImage(
            **head,
            verdict=row["verdict"],
            encryption=row["encryption"],
            shared_with=tuple(sorted(shared)),
            is_under_service_key=row["encryption"] == "service_key",
        )
        if is_copied:
            head |= {"name": row["new_name"], "region": row["destination_region"]}
            found[str(copy)] = AuditedImage(
                **head,
                verdict="shareable",
                encryption="customer_key",
                shared_with=tuple(sorted(row["shared_with"])),
                is_under_service_key=False,
            )
    return found


def changes(before: State, now: State) -> dict[str, list[str]]:
    """Return the ids that are `new`, `gone` and `changed`."""
    both = now.keys() & before.keys()
    return {
        "new": sorted(now.keys() - before.keys()),
        "gone": sorted(before.keys() - now.keys()),
        "changed": sorted(name for name in both if now[name].facts != before[name].facts),
    }


def limited(found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return as many ids of each kind as artifacts hold."""
    return {kind: ids[:LISTED_AT_MOST] for kind, ids in found.items()}


def change_lines(found: Mapping[str, list[str]], since: str) -> list[str]:
    """Return a line for each kind; one line where nothing changed."""
    lines = []
    for kind in KINDS:
        ids = found[kind]
        more = f" and {len(ids) - NAMED_AT_MOST} more" if len(ids) > NAMED_AT_MOST else ""
        if ids:
            lines.append(f"{kind:<8} {len(ids)} since {since}: {', '.join(ids[:NAMED_AT_MOST])}{more}")
    return lines or [f"no image is new, gone or changed since {since}"]
