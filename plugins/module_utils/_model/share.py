# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who gains and who loses access to an image, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

# How many accounts an image may be shared with until Quota Center raises it. No API says it.
SHARE_QUOTA = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareChange:
    """What one image's share list needs. `exact`: no other account may stay."""

    image_id: str
    region: str
    before: tuple[str, ...]
    add: tuple[str, ...]
    remove: tuple[str, ...]
    exact: bool = False

    @property
    def changed(self) -> bool:
        """Is anything to be done."""
        return bool(self.add or self.remove)

    @property
    def after(self) -> tuple[str, ...]:
        """The list as it will be, sorted."""
        return tuple(sorted((set(self.before) | set(self.add)) - set(self.remove)))

    def to_result(self, shared_with: Sequence[str], encryption: str) -> dict[str, object]:
        """The shape of an item of `shares`."""
        return {
            "image_id": self.image_id,
            "region": self.region,
            "encryption": encryption,
            "shared_with": list(shared_with),
            "added": [account for account in self.add if account in shared_with],
            "removed": list(self.remove),
        }


class ProofResult(StrEnum):
    """What a consumer's credentials show about an image that is shared with it.

    `not_asked`: there were no credentials. `not_proven`: they show anything but the image, ready for use.
    `running_unproven`: an instance of it said Running, and nothing inside of it answered.
    """

    VISIBLE = "visible"
    LAUNCHABLE = "launchable"
    LAUNCHED = "launched"
    RUNNING_UNPROVEN = "running_unproven"
    NOT_PROVEN = "not_proven"
    NOT_ASKED = "not_asked"


SEEN = (ProofResult.VISIBLE, ProofResult.LAUNCHABLE, ProofResult.LAUNCHED)
# Results that do not show what was asked for.
UNPROVEN = (ProofResult.NOT_PROVEN, ProofResult.RUNNING_UNPROVEN)
