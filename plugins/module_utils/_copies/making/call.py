# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The CopyImage call of a copy, a pure function of source, destination, key, attempt and options.

The run's name is in its tags alone. The client token is without it, so a run of another name that asks for the same
copy makes no second one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from ..._core.reasons import reason
from ..._model.image import TAGS_PER_IMAGE, Image
from ..._model.image_copy import TAG_COPY, TAG_PREFIX, TAG_RUN, TAG_SOURCE, CopyStart, CopyWanted
from ..._model.reason import Reason
from ..names import copy_name
from ..values import CopyOptions

OWN_TAGS = 3
NOT_CARRIED = ("aliyun", "acs:", TAG_PREFIX)


def make_start(wanted: CopyWanted, attempt: int, options: CopyOptions, taken: Collection[str]) -> CopyStart:
    """Return the CopyImage call of an attempt."""
    source = wanted.source
    return CopyStart(
        wanted=wanted,
        attempt=attempt,
        name=copy_name(options.name_template, wanted, attempt, taken),
        description=source.description,
        tags={
            **(dict(_carried(source)) if options.carry_tags else {}),
            TAG_SOURCE: source.image_id,
            TAG_COPY: wanted.tag_value(attempt),
            **({TAG_RUN: options.run} if options.run else {}),
        },
        resource_group_id=wanted_group(source, options),
        client_token=client_token(wanted, attempt),
        kms_key=wanted.key_arn if wanted.key_account and options.foreign_key_form == "arn" else wanted.kms_key_id,
    )


def wanted_group(source: Image, options: CopyOptions) -> str:
    """Return the resource group of copies, empty for the default one. Groups of another account are not used."""
    return options.resource_group_id or (source.resource_group_id if source.is_own else "")


def missing_tags(
    wanted: CopyWanted, attempt: int, copy: Image, options: CopyOptions, *, is_begun_here: bool = False
) -> dict[str, str]:
    """Return the tags that a copy lacks. Tags that have another value were changed on purpose and stay.

    The run's name is put back only by the run that began the copy: a rollback of a run removes what bears its name.
    """
    tags = make_start(wanted, attempt, options, ()).tags
    run = tags.pop(TAG_RUN, "")
    ours = (TAG_SOURCE, TAG_COPY)
    missing = {key: tags[key] for key in ours if copy.tags.get(key) != tags[key]}
    if run and is_begun_here and TAG_RUN not in copy.tags:
        missing[TAG_RUN] = run
    # The run's tag keeps its place.
    room = TAGS_PER_IMAGE - len({*copy.tags, *missing, TAG_RUN})
    carried = [key for key in tags if key not in copy.tags and key not in ours]
    return missing | {key: tags[key] for key in carried[: max(0, room)]}


def is_of_another_run(copy: Image, run: str) -> bool:
    """Return whether a copy bears the name of a run other than this one, which then began it."""
    return copy.tags.get(TAG_RUN, run) != run


def client_token(wanted: CopyWanted, attempt: int) -> str:
    """Return at most 64 ASCII characters, the same for every call of the same attempt of the same copy."""
    request = f"{wanted.source.image_id} {wanted.tag_value(attempt)}"
    return f"imageops-{hashlib.sha256(request.encode()).hexdigest()[:48]}"


def _carried(source: Image) -> list[tuple[str, str]]:
    return _own_tags(source)[: TAGS_PER_IMAGE - OWN_TAGS]


def _own_tags(source: Image) -> list[tuple[str, str]]:
    return [(key, value) for key, value in sorted(source.tags.items()) if not key.startswith(NOT_CARRIED)]


def dropped_tags(source: Image, options: CopyOptions) -> tuple[Reason, ...]:
    """Return the reason that names the tags of the source that do not fit beside those of this collection."""
    dropped = [key for key, _value in _own_tags(source)[TAGS_PER_IMAGE - OWN_TAGS :]] if options.carry_tags else []
    if not dropped:
        return ()
    return (reason("tags_dropped", count=TAGS_PER_IMAGE, tags=", ".join(dropped)),)
