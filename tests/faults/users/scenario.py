# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a seed about users of images stands for: a world, one playbook, and what goes wrong meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tests.faults.scenario import Kill, Kind, World

REGION = "cn-beijing"
RUN = "seed"
# What a kill counts: requests that change something, by anybody.
WRITES = "writes"
# What goes wrong here: nothing that copies are needed for.
OF_USERS = (
    *(Kind.ERROR, Kind.THROTTLE, Kind.DROP_BEFORE, Kind.DROP_AFTER, Kind.HTML_502, Kind.SLOW, Kind.TIMEOUT),
    *(Kind.ODD_ANSWER, Kind.KILL_PLAYBOOK, Kind.KILL_MODULE, Kind.KILL_ALL),
)


class Chapter(StrEnum):
    """What is done. `undo` and `restore` come after a run of another chapter in which nothing goes wrong."""

    REPOINT = "repoint"
    UNDO = "undo"
    DEPRECATE = "deprecate"
    RESTORE = "restore"
    DELETE = "delete"
    GUARD = "guard"


RETIRING = (Chapter.DEPRECATE, Chapter.RESTORE, Chapter.DELETE)
# What has to be done first.
FIRST = {Chapter.UNDO: Chapter.REPOINT, Chapter.RESTORE: Chapter.DEPRECATE}
PLAYBOOKS = {
    Chapter.REPOINT: "repoint_images",
    Chapter.UNDO: "rollback_images",
    Chapter.DEPRECATE: "retire_images",
    Chapter.RESTORE: "retire_images",
    Chapter.DELETE: "retire_images",
    Chapter.GUARD: "guard_images",
}
ALLOWED = {
    Chapter.REPOINT: (
        "ModifyImageAttribute",
        "CreateLaunchTemplateVersion",
        "ModifyLaunchTemplateDefaultVersion",
        "ModifyScalingConfiguration",
        "ModifyClusterNodePool",
        "UpdateParameter",
    ),
    Chapter.UNDO: (
        "ModifyLaunchTemplateDefaultVersion",
        "DeleteLaunchTemplateVersion",
        "ModifyScalingConfiguration",
        "ModifyClusterNodePool",
        "UpdateParameter",
        "ModifyImageAttribute",
    ),
    Chapter.DEPRECATE: ("TagResources", "UntagResources", "ModifyImageSharePermission", "ModifyImageAttribute"),
    Chapter.RESTORE: ("UntagResources", "ModifyImageSharePermission", "ModifyImageAttribute"),
    Chapter.DELETE: ("TagResources", "DeleteImage", "DeleteSnapshot"),
    Chapter.GUARD: ("EnableDiskEncryptionByDefault", "DisableDiskEncryptionByDefault", "ModifyDiskDefaultKMSKeyId"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One run in which things go wrong. `before`: a kill comes before the request is carried out, not after it."""

    kill: Kill | None = None
    before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersScenario:
    """All of it. `command` are the playbook's variables but for its connection and directory."""

    seed: int
    chapter: Chapter
    world: World
    image_map: Mapping[str, str]
    key: str
    command: Mapping[str, Any]
    prelude: Mapping[str, Any] | None
    connection: Mapping[str, Any]
    faults: tuple[tuple[Kind, Mapping[str, Any]], ...]
    steps: tuple[Step, ...]

    def describe(self) -> dict[str, Any]:
        """For a reader: all but the world."""
        return {
            "seed": self.seed,
            "chapter": str(self.chapter),
            "images": dict(self.image_map),
            "command": dict(self.command),
            "connection": dict(self.connection),
            "faults": [dict(fault) | {"kind": str(kind)} for kind, fault in self.faults],
            "steps": [str(step) for step in self.steps],
        }
