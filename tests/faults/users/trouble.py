# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From a seed to its scenario about users of images, always the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from tests.faults.more_trouble import REFUSED
from tests.faults.scenario import OWNER, Kill, Kind, Moment
from tests.faults.trouble import FAULTS, KILLS, READ_TIMEOUT, Planned, documented_errors
from tests.faults.users.families import loosen_copies
from tests.faults.users.node_pools import add_node_pools
from tests.faults.users.parameters import add_parameters
from tests.faults.users.scenario import ALLOWED, FIRST, REGION, RETIRING, RUN, WRITES, Chapter, Step, UsersScenario
from tests.faults.users.worlds import DISK_KEY, KEY, make_world
from tests.faults.worlds import CONSUMERS, VIEWER, draw_from

CHAPTERS = {
    Chapter.REPOINT: 5,
    Chapter.UNDO: 2,
    Chapter.DEPRECATE: 5,
    Chapter.RESTORE: 2,
    Chapter.DELETE: 4,
    Chapter.GUARD: 1,
}
_MOVING = (
    *("DescribeLaunchTemplates", "DescribeLaunchTemplateVersions", "DescribeScalingConfigurations"),
    *("DescribeScalingGroups", "DescribeImages"),
)
_RETIRING = (
    *("DescribeImages", "DescribeImageSharePermission", "DescribeInstances", "DescribeLaunchTemplateVersions"),
    *("DescribeSnapshots", "DescribeDisks", "DescribeImageFromFamily", "AssumeRole"),
)
_OOS_WRITES, _OOS_READS = ("UpdateParameter",), ("ListParameters", "GetParameters")
_FAMILY_WRITES, _FAMILY_READS = ("ModifyImageAttribute",), ("DescribeImageFromFamily",)
_ACK_WRITES, _ACK_READS = ("ModifyClusterNodePool",), ("DescribeClustersV1", "DescribeClusterNodePools")
READS: Mapping[Chapter, Sequence[str]] = {
    Chapter.REPOINT: _MOVING,
    Chapter.UNDO: _MOVING,
    Chapter.DEPRECATE: _RETIRING,
    Chapter.RESTORE: ("DescribeImages", "DescribeImageSharePermission"),
    Chapter.DELETE: _RETIRING,
    Chapter.GUARD: ("DescribeDiskEncryptionByDefaultStatus", "DescribeDiskDefaultKMSKeyId", "DescribeKey"),
}
# What replaces keys of an answer. The call itself is done.
ODD_ANSWERS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "CreateLaunchTemplateVersion": (
        {"LaunchTemplateVersionNumber": None},
        {"LaunchTemplateVersionNumber": "x"},
        REFUSED,
    ),
    "DescribeLaunchTemplates": ({"LaunchTemplateSets": {"LaunchTemplateSet": [7]}}, {"TotalCount": "abc"}),
    "DescribeLaunchTemplateVersions": (
        {"LaunchTemplateVersionSets": {"LaunchTemplateVersionSet": [None]}},
        {"LaunchTemplateVersionSets": "none"},
    ),
    "DescribeScalingConfigurations": ({"ScalingConfigurations": [None]}, {"TotalCount": [1]}),
    "DescribeScalingGroups": ({"ScalingGroups": "none"}, REFUSED),
    "DescribeImages": ({"Images": {"Image": ["odd"]}}, {"TotalCount": "abc"}, {**REFUSED, "Images": None}),
    "DescribeImageSharePermission": ({"Accounts": {"Account": [None]}}, {"TotalCount": "x"}),
    "DescribeInstances": ({"Instances": {"Instance": [None]}}, REFUSED),
    "DescribeSnapshots": ({"Snapshots": {"Snapshot": [7]}},),
    "DescribeDisks": ({"Disks": {"Disk": ["odd"]}},),
    "DescribeDiskEncryptionByDefaultStatus": ({"Encrypted": "perhaps"}, REFUSED),
    "UpdateParameter": ({"Parameter": None}, {"Parameter": {"ParameterVersion": "x"}}, REFUSED),
    "GetParameters": ({"Parameters": [None]}, {"Parameters": "none"}, REFUSED),
    "ModifyClusterNodePool": ({"task_id": None}, {"task_id": [7]}, REFUSED),
    "DescribeClustersV1": ({"clusters": "none"}, {"page_info": None}, {"clusters": [{"cluster_id": None}]}, REFUSED),
    "DescribeClusterNodePools": ({"nodepools": [None]}, {"nodepools": [{"nodepool_info": None}]}, REFUSED),
    "ListParameters": ({"Parameters": [7]}, {"Parameters": [{"Name": None}]}, REFUSED),
}
MOVED = "image_families,launch_templates,scaling,node_pools,oos_parameters"
ODD = 0.25
# How often there is trouble with parameters or with node pools, where they are moved and where they are looked at.
APART = {Chapter.REPOINT: 0.6, Chapter.UNDO: 0.6, Chapter.DEPRECATE: 0.15, Chapter.DELETE: 0.15}


def make_scenario(seed: int) -> UsersScenario:
    """Draw everything in a fixed order; each later kind of users apart, so that it changes nothing else of a seed."""
    draw, draw_apart, draw_pools, draw_families = (
        draw_from(f"users/{seed}{part}") for part in ("", "/oos", "/ack", "/fam")
    )
    chapter = draw.choices(tuple(CHAPTERS), tuple(CHAPTERS.values()))[0]
    world, image_map = make_world(draw, chapter)
    add_parameters(draw_apart, world, image_map, is_retiring=chapter in RETIRING)
    add_node_pools(draw_pools, world, image_map, is_retiring=chapter in RETIRING)
    is_moving = chapter in (Chapter.REPOINT, Chapter.UNDO)
    key = draw.choice((DISK_KEY, "", "")) if is_moving else ""
    apart = (*_OOS_WRITES, *_ACK_WRITES, *(_FAMILY_WRITES if is_moving else ()))
    writes = [name for name in ALLOWED[chapter] if name not in apart]
    faults = tuple(_fault(draw, writes, READS[chapter]) for _number in range(draw.choice((0, 1, 1, 2, 3))))
    connection = {"max_attempts": draw.choice((8, 3, 1, 1)), "concurrency": draw.choice((1, 4))}
    steps = tuple(_step(draw, always=not faults) for _number in range(draw.choice((1, 1, 1, 2))))
    faults += _apart(draw_apart, chapter, _OOS_WRITES, _OOS_READS)
    if "clusters" in world["accounts"][OWNER]["regions"][REGION]:
        faults += _apart(draw_pools, chapter, _ACK_WRITES, _ACK_READS)
    if is_moving:
        loosen_copies(draw_families, world, image_map)
        faults += _apart(draw_families, chapter, _FAMILY_WRITES, _FAMILY_READS)
    if any(kind is Kind.TIMEOUT for kind, _fault in faults):
        connection["read_timeout"] = READ_TIMEOUT
    return UsersScenario(
        seed=seed,
        chapter=chapter,
        world=world,
        image_map=image_map,
        key=key or "",
        command=command_of(chapter, image_map, key),
        prelude=command_of(FIRST[chapter], image_map, key) if chapter in FIRST else None,
        connection=connection,
        faults=faults,
        steps=steps,
    )


def command_of(chapter: Chapter, image_map: Mapping[str, str], key: str) -> dict[str, Any]:
    """The variables that ask for a chapter's work."""
    common = {"images_region": REGION, "images_run": RUN}
    retiring = {
        "images_map": dict(image_map),
        "images_consumer_role_arns": {account: f"acs:ram::{account}:role/{VIEWER}" for account in CONSUMERS},
        "retire_accept_unknown": "node_pools,image_pipelines,auto_provisioning_groups",
        "retire_confirm": True,
    }
    moving = {"images_map": dict(image_map), "images_repoint": MOVED}
    by_key = {"repoint_kms_key_id": key} if key else {}
    own: dict[Chapter, dict[str, Any]] = {
        Chapter.REPOINT: {**moving, **by_key},
        Chapter.UNDO: {"rollback_confirm": True},
        Chapter.DEPRECATE: {**retiring, "retire_state": "deprecated"},
        Chapter.RESTORE: {**retiring, "retire_state": "restored"},
        Chapter.DELETE: retiring,
        Chapter.GUARD: {"guard_kms_key_id": KEY, "guard_confirm": True},
    }
    return {**common, **own[chapter]}


def _apart(draw: Random, chapter: Chapter, writes: Sequence[str], reads: Sequence[str]) -> tuple[Planned, ...]:
    """Trouble with one kind of users, or none."""
    if draw.random() >= APART.get(chapter, 0):
        return ()
    return (_fault(draw, writes if writes[0] in ALLOWED[chapter] else reads, reads),)


def _fault(draw: Random, writes: Sequence[str], reads: Sequence[str]) -> Planned:
    odd = [name for name in (*writes, *reads) if name in ODD_ANSWERS]
    if draw.random() < ODD and odd:
        name = draw.choice(odd)
        fault = {"kind": "alter", "action": name, "answer": dict(draw.choice(ODD_ANSWERS[name]))}
        return Kind.ODD_ANSWER, {**fault, "times": draw.choice((1, 1, 2)), "skip": draw.choice((0, 0, 1, 2))}
    weights = {kind: weight for kind, weight in FAULTS.items() if kind is not Kind.FAIL_COPY}
    kind = draw.choices(tuple(weights), tuple(weights.values()))[0]
    action = draw.choice(writes if draw.random() < 0.7 else reads)
    planned: dict[str, Any] = {"kind": str(kind), "action": action}
    planned |= {"times": draw.choice((1, 1, 2, 5)), "skip": draw.choice((0, 0, 0, 1, 2))}
    if kind is Kind.ERROR:
        errors = documented_errors(action)
        planned["code"] = draw.choice(sorted(errors))
        planned["status"] = errors[planned["code"]].status
    elif kind is Kind.SLOW:
        planned["seconds"] = 0.3
    elif kind is Kind.TIMEOUT:
        planned |= {"kind": "slow", "seconds": READ_TIMEOUT + 0.7, "times": 1}
    return kind, planned


def _step(draw: Random, *, always: bool) -> Step:
    """A run with a kill at one of its writes, mostly, or at some time."""
    if not always and draw.random() < 0.35:
        return Step()
    kind = draw.choice(KILLS)
    if draw.random() < 0.1:
        return Step(kill=Kill(kind=kind, at=Moment(seconds=round(draw.uniform(0.5, 4.0), 2))))
    at = Moment(action=WRITES, count=draw.choice((1, 1, 2, 2, 3, 3, 4, 5)))
    return Step(kill=Kill(kind=kind, at=at), before=draw.random() < 0.3)
