# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules that hold once a run has succeeded, and once nothing goes wrong any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tests.faults.cloud import Image, images_of
from tests.faults.findings import PREFIX, Case, Violation
from tests.faults.scenario import Pair

# An image takes 20 tags, of which the copy needs three.
CARRIED = 17
RUN = f"{PREFIX}run"


def when_done(case: Case, without: Collection[Pair] = ()) -> list[Violation]:
    """What has to be true once a run has succeeded; `without` are pairs that may be missing."""
    found = []
    for pair in case.wanted.pairs:
        name = f"{pair.image} to {pair.region}"
        good = case.good(pair)
        if good is None and pair not in without:
            found.append(Violation(rule="missing", text=f"{name} has no available copy"))
        elif good is not None:
            found += [Violation(rule="copy", text=f"{name}: {text}") for text in _wrong_copy(case, pair, good)]
        if any(image["status"] in ("Creating", "Waiting") for image in case.copies(pair)):
            found.append(Violation(rule="missing", text=f"{name} is still being copied"))
    return [*found, *(Violation(rule="shares", text=text) for text in _wrong_shares(case))]


def when_cleared(case: Case) -> list[Violation]:
    """What has to be true once a run without faults has ended: of failed attempts the last is left and nothing else."""
    leftovers = []
    for pair in case.wanted.pairs:
        # One without its tags is nobody's.
        failed = [image["id"] for image in _tagged(case, pair) if image["status"] == "CreateFailed"]
        if len(failed) > 1:
            leftovers.append(Violation(rule="leftover", text=f"{pair.image} to {pair.region} left {failed}"))
    return leftovers + _orphans(case)


def when_removed(case: Case) -> list[Violation]:
    """What has to be true once the copies were removed."""
    left = [image for pair in case.wanted.pairs for image in _tagged(case, pair)]
    found = [Violation(rule="not removed", text=f"{image['id']} is {image['status']}") for image in left]
    return found + _orphans(case)


def _tagged(case: Case, pair: Pair) -> list[Image]:
    return [image for image in case.copies(pair) if case.names_pair(pair.region, image["tags"])]


def _orphans(case: Case) -> list[Violation]:
    return [Violation(rule="orphan", text=f"{item['id']} belongs to no image") for _r, item in case.loose_snapshots()]


def _wrong_copy(case: Case, pair: Pair, copy: Image) -> Iterator[str]:
    source, wanted = case.source(pair), case.wanted
    shape = [(disk["type"], disk["device"], disk["size_gib"]) for disk in source["disks"]]
    if [(disk["type"], disk["device"], disk["size_gib"]) for disk in copy["disks"]] != shape:
        yield f"its disks are {copy['disks']}"
    for name in ("description", "boot_mode", "nvme", *(["family"] if wanted.restore_family else [])):
        if source[name] and copy[name] != source[name]:
            yield f"{name} is {copy[name]!r} and not {source[name]!r}"
    tags = copy["tags"]
    if not case.names_pair(pair.region, tags):
        yield f"its tags do not say what it is: {tags}"
    if case.runs and tags.get(RUN) not in _its_runs(case, copy):
        yield f"its tags name the run {tags.get(RUN)} and not one that began it"
    carried = {name: value for name, value in source["tags"].items() if tags.get(name) == value}
    if wanted.carry_tags and len(carried) < min(CARRIED, len(source["tags"])):
        yield f"it has {len(carried)} of its source's {len(source['tags'])} tags"


def _its_runs(case: Case, copy: Image) -> set[str | None]:
    """The names that a copy may bear: that of the run that began it.

    Where somebody took it away, also none, and that of any run that asked for the copy: ECS answers each alike.
    """
    earlier, asked = case.old.get(copy["id"]), case.asked_for(copy["id"])
    began = {earlier["tags"].get(RUN)} if earlier else set(asked[:1] or case.runs)
    return began | ({None, *asked} if case.lost_tag(copy["id"], RUN) else set())


def _wrong_shares(case: Case) -> Iterator[str]:
    for image_id, before, now in _shared_images(case):
        kept = set() if case.wanted.exact else set(before)
        expected = sorted(kept | set(case.wanted.accounts))
        if sorted(now) != expected:
            yield f"{image_id} is shared with {sorted(now)} and not with {expected}"


def _shared_images(case: Case) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """Every image that a share was asked for: its id, its share list before and now."""
    if not (case.wanted.accounts or case.wanted.exact):
        return
    images = [good for pair in case.wanted.pairs if pair.image in case.wanted.shared and (good := case.good(pair))]
    now = {image["id"]: image for _region, image in images_of(case.after)}
    images += [now[image] for image in case.wanted.as_is if image in case.wanted.shared]
    for image in images:
        yield image["id"], case.old.get(image["id"], {"shared_with": []})["shared_with"], image["shared_with"]
