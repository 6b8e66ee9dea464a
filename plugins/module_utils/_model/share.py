# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who gains and who loses access to an image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareChange:
    """What one image's share list needs."""

    image_id: str
    before: tuple[str, ...]
    add: tuple[str, ...]
    remove: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Is anything to be done."""
        return bool(self.add or self.remove)

    @property
    def after(self) -> tuple[str, ...]:
        """The list as it will be, sorted."""
        return tuple(sorted((set(self.before) | set(self.add)) - set(self.remove)))

    def to_result(self, region: str, shared_with: Sequence[str]) -> dict[str, object]:
        """The shape of an item of `shares`."""
        return {
            "image_id": self.image_id,
            "region": region,
            "shared_with": list(shared_with),
            "added": list(self.add),
            "removed": list(self.remove),
        }
