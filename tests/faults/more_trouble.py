# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""More random trouble: answers of another shape than documented, forged tags, two runs at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from tests.faults.scenario import OWNER, Deed, Kind, Pair, Step
from tests.faults.trouble import OUR_TAGS, Limits, Planned

ODD = 0.35
FORGED = 0.2
TWICE = 0.2
# An error's body with the status of a success.
REFUSED: Mapping[str, Any] = {"Code": "ServiceOdd", "Message": "No."}
# What replaces keys of an answer. The call itself is done.
ODD_ANSWERS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "CopyImage": ({"ImageId": None}, {"ImageId": ["m-1"]}, {"ImageId": {}}, {**REFUSED, "ImageId": None}),
    "DescribeImages": (
        {"Images": {"Image": ["odd"]}},
        {"Images": {"Image": [None]}},
        {"Images": []},
        {"TotalCount": "abc"},
        {**REFUSED, "Images": None},
    ),
    "DescribeSnapshots": ({"Snapshots": {"Snapshot": [7]}}, {"TotalCount": [1]}, {"Snapshots": "none"}),
    "DescribeImageSharePermission": ({"Accounts": {"Account": [None]}}, {"Accounts": 1}, {"TotalCount": "x"}),
    "ModifyImageSharePermission": (REFUSED,),
    "TagResources": (REFUSED,),
    "DescribeKey": ({"KeyMetadata": []}, {"KeyMetadata": None}, REFUSED),
    "GetCallerIdentity": ({"AccountId": None}, {"AccountId": [OWNER]}, REFUSED),
}
# Tags of no copy: of another account, of another form, of no form.
FORGERIES = (f"9{OWNER[1:]}/cn-beijing>cn-beijing/key-cn-beijing/1", "m-none", "x/1", "{}", " ")


def more_faults(draw: Random) -> tuple[Planned, ...]:
    """Some odd answers, or none."""
    if draw.random() >= ODD:
        return ()
    return tuple(_odd(draw) for _number in range(draw.choice((1, 1, 2))))


def _odd(draw: Random) -> Planned:
    action = draw.choice(sorted(ODD_ANSWERS))
    fault = {"kind": "alter", "action": action, "answer": dict(draw.choice(ODD_ANSWERS[action]))}
    return Kind.ODD_ANSWER, {**fault, "times": draw.choice((1, 1, 2)), "skip": draw.choice((0, 0, 1, 3))}


def disturb_more(draw: Random, steps: Sequence[Step], pairs: Sequence[Pair], limits: Limits) -> tuple[Step, ...]:
    """The steps, one with a run beside it, one with tags forged after it, or as they were."""
    changed = list(steps)
    twice, forged = draw.randrange(len(changed)), draw.randrange(len(changed))
    if draw.random() < TWICE:
        changed[twice] = replace(changed[twice], twice=True)
    # As with tags taken away: copies are images of their own to a command that takes all images.
    if draw.random() < FORGED and pairs and not limits.forgets:
        after = (*changed[forged].after, _forgery(draw, pairs))
        changed[forged] = replace(changed[forged], after=after)
    return tuple(changed)


def _forgery(draw: Random, pairs: Sequence[Pair]) -> Deed:
    tags = draw.choice((OUR_TAGS[:2], OUR_TAGS[:1], OUR_TAGS[1:2]))
    order = tuple(draw.sample(pairs, len(pairs)))
    return Deed(kind=Kind.FORGE_TAGS, pairs=order, tags=tags, forged=draw.choice(FORGERIES))
