# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a seed stands for: a world, what is asked for, and what goes wrong meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

World = Mapping[str, Any]
OWNER = "1000000000000001"
OPERATOR = "operator"
SOMEBODY = "somebody"


class Kind(StrEnum):
    """Everything that can go wrong. The first ones are planned in the emulator under the same name, but for TIMEOUT."""

    ERROR = "error"
    THROTTLE = "throttle"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    HTML_502 = "html_502"
    SLOW = "slow"
    TIMEOUT = "timeout"
    FAIL_COPY = "fail_copy"
    ODD_ANSWER = "alter"
    LAG = "lag"
    DELETE_COPY = "delete_copy"
    CANCEL_COPY = "cancel_copy"
    UNTAG_COPY = "untag_copy"
    FORGE_TAGS = "forge_tags"
    TWO_RUNS = "two_runs"
    KILL_PLAYBOOK = "kill_playbook"
    KILL_MODULE = "kill_module"
    KILL_ALL = "kill_all"


IN_EMULATOR = tuple(Kind)[: tuple(Kind).index(Kind.LAG)]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Pair:
    """An image of the source region, by id, and a region where it is wanted."""

    image: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What has to be true in the end.

    `pairs` need a copy under the region's key; `as_is` are images that serve without one. `shared` are those of both
    that `accounts` are to have (with `exact`, and nobody else).
    """

    region: str
    pairs: tuple[Pair, ...]
    as_is: tuple[str, ...]
    keys: Mapping[str, str]
    accounts: tuple[str, ...]
    shared: frozenset[str]
    exact: bool = False
    carry_tags: bool = True
    restore_family: bool = False
    max_attempts: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something happens during a run: after some seconds, or at the n-th request of an action."""

    seconds: float = 0.0
    action: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """SIGKILL, to the playbook's process, to a module's, or to all there are."""

    kind: Kind
    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody else does to a copy of the first pair that has a fitting one.

    UNTAG_COPY takes `tags` away, FORGE_TAGS has them say what `forged` says.
    """

    kind: Kind
    pairs: tuple[Pair, ...]
    tags: tuple[str, ...] = ()
    forged: str = ""
    with_snapshots: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One run of the command. `races`: the next does not wait until what a kill left running has ended.

    `later`: the next comes a day later, when the cloud has forgotten its client tokens. `twice`: another run of the
    same command goes on beside it, under a name of its own.
    """

    run: str
    wait: bool = True
    kill: Kill | None = None
    during: tuple[Deed, ...] = ()
    after: tuple[Deed, ...] = ()
    races: bool = False
    later: bool = False
    twice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """The copies are removed in the end. `by_key` names the key, `faults` are as those of Scenario."""

    faults: tuple[tuple[Kind, Mapping[str, Any]], ...]
    kill: Kill | None
    by_key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """All of it. `command` is what the run is given, `faults` as the emulator takes them with their kinds."""

    seed: int
    playbook: bool
    world: World
    wanted: Wanted
    command: Mapping[str, Any]
    connection: Mapping[str, Any]
    faults: tuple[tuple[Kind, Mapping[str, Any]], ...]
    lag: float
    steps: tuple[Step, ...]
    clock_speed: int
    removal: Removal | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def planned(self) -> set[Kind]:
        """The kinds that this seed has."""
        kinds = {kind for kind, _fault in self.faults}
        kinds |= {Kind.LAG} if self.lag else set()
        for step in self.steps:
            kinds |= {deed.kind for deed in (*step.during, *step.after)}
            kinds |= {step.kill.kind} if step.kill else set()
            kinds |= {Kind.TWO_RUNS} if step.twice else set()
        if self.removal:
            kinds |= {kind for kind, _fault in self.removal.faults}
            kinds |= {self.removal.kill.kind} if self.removal.kill else set()
        return kinds
