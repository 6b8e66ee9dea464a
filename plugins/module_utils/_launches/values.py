# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a trial of images is: the instances asked for, what was seen of each, and what that says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from .._model.errors import ImageopsError
from .._model.instance import Instance, InstanceDisk, NewInstance


class TrialResult(StrEnum):
    """What an instance that was really started says of its image.

    `running_unproven`: ECS says Running, and nothing inside answered. `not_proven`: nothing can be said.
    """

    LAUNCHED = "launched"
    RUNNING_UNPROVEN = "running_unproven"
    REFUSED = "refused"
    NOT_PROVEN = "not_proven"


class Sign(StrEnum):
    """What shows that the system inside of an instance works."""

    NONE = ""
    CLOUD_ASSISTANT = "cloud_assistant"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRequest(NewInstance):
    """The instance that is started from each image, and the seconds that its sign of life is waited for."""

    image_ids: tuple[str, ...]
    wait_timeout: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPlan:
    """What is started, and what an earlier trial left: `leftovers` are released, `busy` belong to another run.

    `release_denied` is the right to release instances if it is missing; then nothing is started.
    """

    image_ids: tuple[str, ...]
    leftovers: tuple[Instance, ...] = ()
    busy: tuple[Instance, ...] = ()
    release_denied: str = ""

    @property
    def changed(self) -> bool:
        """Is anything started or released."""
        return bool(self.leftovers) or self.starts

    @property
    def starts(self) -> bool:
        """Is anything started."""
        return bool(self.image_ids) and not self.release_denied

    @property
    def has_work(self) -> bool:
        """Is there anything to start or to release."""
        return self.changed

    @property
    def before(self) -> Mapping[str, object]:
        """What an earlier trial left."""
        return {"instances": [instance.instance_id for instance in self.leftovers]}

    @property
    def after(self) -> Mapping[str, object]:
        """Nothing stays."""
        return {"instances": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of one image's instance.

    `error` is the answer where none was started, `status` the last one listed, empty once it was gone. `seconds` are
    those from the call to the end of the look, `denied` a right that was missing to see a sign of life, and
    `disk_denied` the one to list its disk. `release_time` is when ECS releases it by itself, as it was listed, and
    `request_id` that of the call that started it.
    """

    image_id: str
    instance_id: str = ""
    error: ImageopsError | None = None
    status: str = ""
    seconds: float = 0.0
    sign: Sign = Sign.NONE
    denied: str = ""
    disk: InstanceDisk | None = None
    disk_denied: str = ""
    was_listed: bool = False
    release_time: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """The answer for one image. `code` is the service's own where it refused."""

    image_id: str
    region: str
    result: TrialResult
    code: str
    reason: str
    instance_id: str = ""
    sign: Sign = Sign.NONE
    seconds: int = 0
    kms_key_id: str = ""

    def to_result(self) -> dict[str, object]:
        """Return the shape of an item of `launches`."""
        return {**asdict(self), "result": str(self.result), "sign": str(self.sign)}
