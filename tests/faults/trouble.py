# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Random trouble: faults for the emulator, kills, and what somebody else does to copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from emulator.catalogue.catalogue import KnownError, common_errors, errors_of
from tests.faults.scenario import Deed, Kill, Kind, Moment, Pair, Removal, Step

# What the runs call; CopyImage is where most can go wrong.
ACTIONS = (
    *("CopyImage",) * 8,
    *("DescribeImages",) * 3,
    *("ModifyImageSharePermission",) * 2,
    *("TagResources",) * 2,
    "DescribeSnapshots",
    "DescribeImageSharePermission",
    "ModifyImageAttribute",
    "DescribeKey",
    "GetCallerIdentity",
    # Only where an attempt has failed twice.
    "DeleteImage",
    "DeleteSnapshot",
)
REMOVAL_ACTIONS = (
    *("DeleteImage",) * 3,
    *("DeleteSnapshot",) * 3,
    *("TagResources",) * 2,
    "ModifyImageSharePermission",
    "DescribeImageSharePermission",
    "DescribeImages",
    "DescribeSnapshots",
    "ListTagResources",
)
_ESS = ("DescribeScalingConfigurations", "DescribeScalingGroups", "ModifyScalingConfiguration")
SERVICES = {
    "DescribeKey": "kms",
    **dict.fromkeys(("GetCallerIdentity", "AssumeRole"), "sts"),
    **dict.fromkeys(_ESS, "ess"),
    **dict.fromkeys(("ListParameters", "GetParameters", "UpdateParameter"), "oos"),
    **dict.fromkeys(("DescribeClustersV1", "DescribeClusterNodePools", "ModifyClusterNodePool"), "cs"),
}
# The copy is said to exist, so the run waits `visibility_timeout` for it: two minutes, which playbooks cannot change.
LONG_WAITS = ("IdempotentParameterMismatch", "IdempotenceParamNotMatch", "InvalidIdempotenceParameter.Mismatch")
# What the engine answers to in a way of its own; the other codes all end an image's copy, or the pass.
ANSWERED = (
    *("OperationDenied.ImageCopyConflict", "OperationDenied.ImageCopying", "QuotaExceed.Image", "QuotaExceed.Snapshot"),
    *("LastTokenProcessing", "InternalError", "InvalidImageName.Duplicated", *LONG_WAITS),
)
OUR_TAGS = ("imageops:source-image", "imageops:copy", "imageops:run")
FAULTS = {
    Kind.ERROR: 5,
    Kind.THROTTLE: 3,
    Kind.DROP_BEFORE: 3,
    Kind.DROP_AFTER: 5,
    Kind.HTML_502: 2,
    Kind.SLOW: 2,
    Kind.TIMEOUT: 2,
    Kind.FAIL_COPY: 4,
}
KILLS = (Kind.KILL_PLAYBOOK, Kind.KILL_MODULE, Kind.KILL_ALL)
READ_TIMEOUT = 1
Planned = tuple[Kind, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What trouble a command can take. `forgets`: copies whose tags are gone would be taken for images of their own.

    `sharp`: a run is cut off as soon as it has started a copy, and lists lag longer than it takes to start it again.
    """

    playbook: bool
    forgets: bool
    sharp: bool


def make_faults(draw: Random, pairs: Sequence[Pair], limits: Limits) -> tuple[Planned, ...]:
    """A few faults of random kinds."""
    kinds = draw.choices(tuple(FAULTS), tuple(FAULTS.values()), k=draw.choice((0, 1, 1, 2, 2, 3, 4)))
    lost: Planned = (Kind.DROP_AFTER, {"kind": "drop_after", "action": "CopyImage", "times": draw.randint(1, 2)})
    sharp = (lost,) if limits.sharp and draw.random() < 0.5 else ()
    return sharp + tuple(
        (kind, _failing(draw, pairs) if kind is Kind.FAIL_COPY else _fault(draw, kind, ACTIONS, limits))
        for kind in kinds
        if pairs or kind is not Kind.FAIL_COPY
    )


def make_removal(draw: Random, limits: Limits) -> Removal:
    """Trouble while copies are removed."""
    weights = {kind: weight for kind, weight in FAULTS.items() if kind is not Kind.FAIL_COPY}
    kinds = draw.choices(tuple(weights), tuple(weights.values()), k=draw.choice((0, 1, 2)))
    actions = ("DeleteImage", "DeleteSnapshot", "TagResources")
    at = Moment(action=draw.choice(actions), count=draw.choice((1, 1, 2, 3)))
    kill = Kill(kind=draw.choice(KILLS), at=at) if draw.random() < 0.5 else None
    faults = tuple((kind, _fault(draw, kind, REMOVAL_ACTIONS, limits)) for kind in kinds)
    return Removal(faults=faults, kill=kill, by_key=draw.random() < 0.5)


def _failing(draw: Random, pairs: Sequence[Pair]) -> dict[str, Any]:
    image = draw.choice(pairs).image
    return {"kind": "fail_copy", "action": "CopyImage", "match": {"ImageId": image}, "times": draw.randint(1, 4)}


def _fault(draw: Random, kind: Kind, actions: Sequence[str], limits: Limits) -> dict[str, Any]:
    action = draw.choice(actions)
    skip = draw.choice((0, 0, 1, 2, 4))
    fault: dict[str, Any] = {"kind": str(kind), "action": action, "times": draw.randint(1, 3), "skip": skip}
    if kind is Kind.ERROR:
        errors = documented_errors(action)
        codes = [code for code in sorted(errors) if not (limits.playbook and code in LONG_WAITS)]
        likely = [code for code in codes if code in ANSWERED]
        fault["code"] = draw.choice(likely if likely and draw.random() < 0.5 else codes)
        fault["status"] = errors[fault["code"]].status
    elif kind is Kind.THROTTLE:
        fault["times"] = draw.choice((1, 2, 3, 6))
        fault |= draw.choice(({}, {"code": "Throttling"}, {"code": "Throttling.Api"}, {"retry_after_ms": 300}))
    elif kind is Kind.SLOW:
        fault["seconds"] = draw.choice((0.2, 0.5))
    elif kind is Kind.TIMEOUT:
        fault |= {"kind": "slow", "seconds": READ_TIMEOUT + 0.7, "times": draw.randint(1, 2)}
    return fault


def documented_errors(action: str) -> dict[str, KnownError]:
    """The errors that the documentation gives an action, by code."""
    service = SERVICES.get(action, "ecs")
    known = common_errors(service) | errors_of(service, action)
    return {code: error for code, error in known.items() if error.origin != "assumed" and code != "DryRunOperation"}


def make_steps(draw: Random, pairs: Sequence[Pair], limits: Limits) -> tuple[Step, ...]:
    """Some runs of the same command, with what happens during and after each."""
    steps: list[Step] = []
    for number in range(draw.choice((1, 1, 2, 2, 3))):
        kill = _kill(draw, limits) if draw.random() < (0.5 if number == 0 else 0.25) else None
        during = (_deed(draw, pairs, limits, during=True),) if pairs and draw.random() < 0.15 else ()
        after = (_deed(draw, pairs, limits, during=False),) if pairs and draw.random() < 0.25 else ()
        steps.append(
            Step(
                run=draw.choice(("first", f"run-{number}")),
                wait=limits.playbook or draw.random() < 0.9,
                kill=kill,
                during=tuple(deed for deed in during if deed),
                after=tuple(deed for deed in after if deed),
                races=draw.random() < 0.6,
                later=draw.random() < 0.3,
            )
        )
    if limits.sharp:
        at = Moment(action="CopyImage", count=draw.choice((1, 1, 2)))
        steps[0] = Step(run=steps[0].run, kill=Kill(kind=draw.choice(KILLS), at=at), races=draw.random() < 0.8)
    return tuple(steps)


def _kill(draw: Random, limits: Limits) -> Kill:
    kind = draw.choice(KILLS)
    if draw.random() < 0.7:
        # Just after a copy was started there is most to lose.
        at = Moment(action=draw.choice(("CopyImage", *ACTIONS)), count=draw.choice((1, 1, 1, 2, 3)))
    else:
        at = Moment(seconds=round(draw.uniform(0.1, 4.0 if limits.playbook else 2.0), 2))
    return Kill(kind=kind, at=at)


def _deed(draw: Random, pairs: Sequence[Pair], limits: Limits, *, during: bool) -> Deed | None:
    kinds = [] if limits.forgets else [Kind.UNTAG_COPY]
    if not limits.playbook:
        kinds += [Kind.CANCEL_COPY, Kind.DELETE_COPY] if during else [Kind.DELETE_COPY]
    if not kinds:
        return None
    tags = draw.choice((OUR_TAGS, OUR_TAGS[:2], OUR_TAGS[:1], OUR_TAGS[1:2], OUR_TAGS[2:]))
    order = tuple(draw.sample(pairs, len(pairs)))
    return Deed(kind=draw.choice(kinds), pairs=order, tags=tags, with_snapshots=draw.random() < 0.5)
