# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who gains and who loses access to an image, and who moves from an image to its copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .._model.errors import ShareFailed
from .._model.image import AssessedImage, Disk, Image
from .._model.image_copy import TAG_SYSTEM_DISK_OF, read_copy_tag
from .._model.reason import Reason
from .._model.share import ShareChange
from .overlap import find_overlap, overlap_note
from .preflight import check_allowed, check_shares
from .values import ShareRequest, SharesSeen, ShareState, SourceChange


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesPlan:
    """All images of a request. `takeovers` are their sources by image id, `encryptions` how each is encrypted."""

    changes: Sequence[ShareChange]
    encryptions: Mapping[str, str] = field(default_factory=dict)
    takeovers: Mapping[str, SourceChange] = field(default_factory=dict)
    notes: Sequence[Reason] = ()

    @property
    def source_changes(self) -> dict[str, ShareChange]:
        """The changes of sources by source id, each source once."""
        found = [takeover.change for takeover in self.takeovers.values() if takeover.change]
        return {change.image_id: change for change in found}

    @property
    def _all(self) -> list[ShareChange]:
        return [*self.changes, *self.source_changes.values()]

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        return any(change.changed for change in self._all)

    @property
    def has_work(self) -> bool:
        """Nothing but writing is done."""
        return self.changed

    @property
    def before(self) -> dict[str, list[str]]:
        """The share lists of today."""
        return {change.image_id: list(change.before) for change in self._all}

    @property
    def after(self) -> dict[str, list[str]]:
        """The share lists as they will be."""
        return {change.image_id: list(change.after) for change in self._all}

    def predicted(self) -> list[dict[str, object]]:
        """Return the items of `shares` as they will be."""
        shares = []
        for change in self.changes:
            share = change.to_result(change.after, self.encryptions[change.image_id])
            if takeover := self.takeovers.get(change.image_id):
                lost = takeover.change.remove if takeover.change else ()
                left = () if takeover.change else takeover.source.accounts or ()
                share["source"] = takeover.to_result(left, lost)
            shares.append(share)
        return shares


def plan_shares(request: ShareRequest, seen: SharesSeen) -> SharesPlan:
    """Compare every image's share list with the wanted accounts.

    Raises InvalidInput for what may not or cannot be done, before anything is written.
    """
    found = [seen.images[image_id] for image_id in request.image_ids if image_id in seen.images]
    changes = [plan_share(item, _wanted(request, seen, item), request.state) for item in found]
    check_allowed((account for change in changes for account in change.add), request.allowed)
    check_shares(request, seen, changes)
    return SharesPlan(
        changes=changes,
        encryptions={item.image.image_id: str(item.encryption) for item in found},
        takeovers={
            image_id: plan_source(request, seen, image_id) for image_id in request.image_ids if image_id in seen.sources
        },
        notes=[*seen.notes, *_overlap_notes(seen, changes)],
    )


def _overlap_notes(seen: SharesSeen, changes: Iterable[ShareChange]) -> Iterator[Reason]:
    for change in changes:
        both = find_overlap(change.after, seen.targets.get(change.image_id, ()))
        if change.add and both.unclear:
            yield overlap_note(change.image_id, change.after, both.unclear)


def plan_share(item: AssessedImage, wanted: Iterable[str], state: ShareState) -> ShareChange:
    """Compare a share list with the wanted accounts. ECS does not say what a double add does, so none is sent."""
    have, want = set(item.shared_with), set(wanted)
    return ShareChange(
        image_id=item.image.image_id,
        region=item.image.region,
        before=tuple(sorted(have)),
        add=() if state is ShareState.ABSENT else tuple(sorted(want - have)),
        remove={
            ShareState.PRESENT: (),
            ShareState.ABSENT: tuple(sorted(have & want)),
            ShareState.EXACT: tuple(sorted(have - want)),
        }[state],
        exact=state is ShareState.EXACT,
    )


def plan_source(request: ShareRequest, seen: SharesSeen, image_id: str) -> SourceChange:
    """Return what becomes of an image's source: it is unshared only where its consumers have the copy instead."""
    source, region = seen.sources[image_id], seen.images[image_id].image.region
    kept = _kept_because(request, source.accounts, source.region, region)
    if kept is None and TAG_SYSTEM_DISK_OF in seen.images[image_id].image.tags:
        kept = "the copy is without its data disks"
    if kept is not None:
        return SourceChange(source=source, change=None, kept_because=kept)
    accounts = tuple(source.accounts or ())
    change = ShareChange(image_id=source.image_id, region=source.region, before=accounts, add=(), remove=accounts)
    return SourceChange(source=source, change=change)


def _kept_because(
    request: ShareRequest, accounts: tuple[str, ...] | None, source_region: str, region: str
) -> str | None:
    """Return why a source keeps its shares; None if it does not."""
    if accounts is None:
        return "it is not there any more"
    if not request.unshare_source:
        return "unshare_source is not set"
    if source_region != region:
        return f"the copy is in {region}, so consumers in {source_region} would be left without an image"
    return None


def may_lose(takeovers: Iterable[tuple[SourceChange, Sequence[str] | None]], source_id: str) -> tuple[str, ...]:
    """Return the accounts that a source may be taken from: those that every copy made of it in its region has now.

    `takeovers` come with the copy's list as it was read back, None if sharing it failed.
    """
    lists = [
        set(accounts or ())
        for takeover, accounts in takeovers
        if takeover.change and takeover.source.image_id == source_id
    ]
    return tuple(sorted(set.intersection(*lists))) if lists else ()


def source_region(item: AssessedImage) -> str:
    """Return the region that a copy's tag `imageops:copy` names as its source's; empty if there is none."""
    tag = read_copy_tag(item.image.tags)
    return tag.source_region if tag else ""


def source_doubt(image: Image, source: Image | None) -> str:
    """Return what ECS says against the source that an image's tags name; empty if nothing does.

    Accounts gain access by this, so tags alone are no evidence.
    """
    if source is None:
        return ""
    own = {disk.snapshot_id for disk in source.disks}
    strange = [disk.device for disk in image.disks if disk.source_snapshot_id and disk.source_snapshot_id not in own]
    if strange:
        return f"its disks {', '.join(strange)} were copied from other snapshots"
    is_part = TAG_SYSTEM_DISK_OF in image.tags
    wanted = _disks(disk for disk in source.disks if disk.type == "system" or not is_part)
    have = _disks(image.disks)
    return f"its disks are {have}, and the source's {wanted}" if have and have != wanted else ""


def _disks(disks: Iterable[Disk]) -> str:
    return ", ".join(sorted(f"{disk.type} {disk.size_gib} GiB" for disk in disks))


def share_list_error(change: ShareChange, accounts: Sequence[str]) -> ShareFailed | None:
    """Return the error if a share list, read back, is not what was asked for."""
    missing = sorted(set(change.add) - set(accounts))
    unwanted = set(accounts) - set(change.after) if change.exact else set(accounts) & set(change.remove)
    left = sorted(unwanted)
    if not missing and not left:
        return None
    parts = [f"{word} {', '.join(names)}" for word, names in (("without", missing), ("still with", left)) if names]
    return ShareFailed(f"the share list of {change.image_id} was read back {' and '.join(parts)}")


def _wanted(request: ShareRequest, seen: SharesSeen, item: AssessedImage) -> tuple[str, ...]:
    source = seen.sources.get(item.image.image_id)
    return (*request.accounts, *(source.accounts or () if source else ()))
