# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether an account could start an instance from an image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from .._model.instance import NewInstance


class LaunchResult(StrEnum):
    """What a dry run says. `not_proven`: it was not sent, or it says nothing."""

    LAUNCHABLE = "launchable"
    REFUSED = "refused"
    NOT_PROVEN = "not_proven"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchRequest(NewInstance):
    """The instance that would be started from each image."""

    image_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchCheck:
    """The answer for one image. `code` is the service's own where it refused."""

    image_id: str
    region: str
    result: LaunchResult
    code: str
    reason: str

    def to_result(self) -> dict[str, str]:
        """Return the shape of an item of `checks`."""
        return {**asdict(self), "result": str(self.result)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchPlan:
    """What would be asked. `disk_role` is None if it does not matter, or if the right `denied` to read it is missing.

    Nothing is ever changed, but a dry run is no mere read, so that check mode leaves it out.
    """

    image_ids: tuple[str, ...]
    disk_role: bool | None
    denied: str = ""
    changed: bool = False

    @property
    def has_work(self) -> bool:
        """Is there anything to ask."""
        return bool(self.image_ids)

    @property
    def before(self) -> Mapping[str, object]:
        """Nothing changes."""
        return {}

    @property
    def after(self) -> Mapping[str, object]:
        """Nothing changes."""
        return {}
