# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is compared: the world before and after, with what was asked for and what somebody else has done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.cloud import ALIVE, Image, copies_of, images_of
from tests.faults.scenario import OPERATOR, OWNER, Pair, Wanted, World

PREFIX = "imageops:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule that does not hold."""

    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Two states of a world.

    `gone` are the ids of images and snapshots that somebody else deleted or that are to be removed, `abandoned` those
    of them that somebody else left without their image, `runs` the names that runs were given, `made` the pair and
    attempt of each image that was ever made, by its id.
    """

    wanted: Wanted
    before: World
    after: World
    gone: frozenset[str] = frozenset()
    abandoned: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()
    log: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    made: Mapping[str, tuple[Pair, int]] = field(default_factory=dict)

    @property
    def old(self) -> dict[str, Image]:
        """The images that were there at the beginning, by id."""
        return {image["id"]: image for _region, image in images_of(self.before)}

    @property
    def new(self) -> list[tuple[str, Image]]:
        """The images made since, with their regions."""
        old = self.old
        return [(region, image) for region, image in images_of(self.after) if image["id"] not in old]

    def source(self, pair: Pair) -> Image:
        """The image a pair is about, as it was."""
        return self.old[pair.image]

    def copies(self, pair: Pair) -> list[Image]:
        """All copies of a pair's image in its region, those of earlier runs too."""
        return copies_of(self.after, self.wanted.region, pair)

    def copies_before(self, pair: Pair) -> list[Image]:
        """Those of earlier runs."""
        return copies_of(self.before, self.wanted.region, pair)

    def alive(self, pair: Pair) -> list[Image]:
        """The copies that are there or will be."""
        return [image for image in self.copies(pair) if image["status"] in ALIVE]

    def good(self, pair: Pair) -> Image | None:
        """The copy that serves."""
        return next((image for image in self.alive(pair) if image["status"] == "Available"), None)

    def tag(self, pair: Pair) -> str:
        """The beginning of the tag that says what a copy is."""
        return f"{OWNER}/{self.wanted.region}>{pair.region}/{self.wanted.keys[pair.region]}/"

    def loose_snapshots(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Snapshots of images that are gone, with their regions; not those that never had one in this world."""
        for region, facts in self.after["accounts"][OWNER]["regions"].items():
            before = self.before["accounts"][OWNER]["regions"].get(region, {"snapshots": [], "images": []})
            never = {item["id"] for item in before["snapshots"]} - _used(before["images"])
            for snapshot in facts["snapshots"]:
                if snapshot["id"] not in _used(facts["images"]) | never | self.abandoned:
                    yield region, snapshot

    def names_pair(self, region: str, tags: Mapping[str, str]) -> bool:
        """Do tags say that something is a copy, or part of one, that was asked for."""
        pair = Pair(image=tags.get(f"{PREFIX}source-image", ""), region=region)
        return pair in self.wanted.pairs and tags.get(f"{PREFIX}copy", "").startswith(self.tag(pair))

    def attempts(self) -> dict[Pair, int]:
        """The highest attempt of each pair that was started, in earlier runs too."""
        numbers: dict[Pair, int] = {}
        found = [started(entry) for entry in self.log if is_operators(entry) and entry["action"] == "CopyImage"]
        for pair in self.wanted.pairs:
            tags = [image["tags"].get(f"{PREFIX}copy", "") for image in self.copies_before(pair)]
            found += [(pair, int(tag.rpartition("/")[2])) for tag in tags if tag.startswith(self.tag(pair))]
        for pair, number in found:
            numbers[pair] = max(numbers.get(pair, 0), number)
        return numbers

    def asked_for(self, image_id: str) -> list[str]:
        """The names of the runs that asked for a copy with its client token, first that of the run that began it."""
        asked = [entry for entry in self.log if entry["action"] == "CopyImage" and is_operators(entry)]
        began = next((entry for entry in asked if entry["ids"].get("ImageId") == image_id), None)
        if began is None:
            return []
        # An image made with the same token before, and deleted since, is another's.
        token, since = began["parameters"]["ClientToken"], began["number"]
        calls = [entry for entry in asked if entry["number"] >= since and entry["parameters"]["ClientToken"] == token]
        taken = [entry for entry in calls if entry["fault"] not in ("error", "throttle", "drop_before", "html_502")]
        return [tags_given(entry).get(f"{PREFIX}run", "") for entry in taken]

    def lost_tag(self, image_id: str, tag: str) -> bool:
        """Did somebody else take a tag away from an image."""
        return any(
            {image_id, tag} <= set(map(str, entry["parameters"].values()))
            for entry in self.log
            if entry["action"] == "UntagResources" and not is_operators(entry)
        )


def _used(images: Iterable[Image]) -> set[str]:
    return {disk["snapshot"] for image in images for disk in image["disks"]}


def is_operators(entry: Mapping[str, Any]) -> bool:
    """Was it a run that asked, and not somebody else."""
    return bool(entry["principal"] == OPERATOR and entry["account"] == OWNER)


def started(entry: Mapping[str, Any]) -> tuple[Pair, int]:
    """The pair and the attempt that a CopyImage request is about."""
    given = entry["parameters"]
    pair = Pair(image=given["ImageId"], region=given["DestinationRegionId"])
    return pair, int(tags_given(entry)[f"{PREFIX}copy"].rpartition("/")[2])


def tags_given(entry: Mapping[str, Any]) -> dict[str, str]:
    """The tags of a request."""
    given = entry["parameters"]
    return {given[f"Tag.{n}.Key"]: given.get(f"Tag.{n}.Value", "") for n in range(1, 21) if given.get(f"Tag.{n}.Key")}


def images_made(log: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Pair, int]]:
    """What each image was made for, also of those that are gone."""
    return {
        entry["ids"]["ImageId"]: started(entry)
        for entry in log
        if entry["action"] == "CopyImage" and is_operators(entry) and "ImageId" in entry["ids"]
    }
