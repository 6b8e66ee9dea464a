# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is compared: the world before and after, with what was asked for and what somebody else has done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.cloud import ALIVE, Image, copies_of, images_of
from tests.faults.scenario import OWNER, Pair, Wanted, World


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

    `gone` are the ids of images and snapshots that somebody else deleted, `runs` the names that runs were given.
    """

    wanted: Wanted
    before: World
    after: World
    gone: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()
    log: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

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

    def alive(self, pair: Pair) -> list[Image]:
        """The copies that are there or will be."""
        return [image for image in self.copies(pair) if image["status"] in ALIVE]

    def good(self, pair: Pair) -> Image | None:
        """The copy that serves."""
        return next((image for image in self.alive(pair) if image["status"] == "Available"), None)

    def tag(self, pair: Pair) -> str:
        """The beginning of the tag that says what a copy is."""
        return f"{OWNER}/{self.wanted.region}>{pair.region}/{self.wanted.keys[pair.region]}/"
