# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read and write the tags that say what became of a retired image."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

TAG_DEPRECATED = "imageops:deprecated"
TAG_RETIRED = "imageops:retired-image"
TIME = "%Y-%m-%dT%H:%M:%SZ"
FAR_YEAR = 3000
FORM = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/(\d+)/(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeprecationMark:
    """What the tag of a deprecated image says.

    `since` is in UTC. `accounts` is the number of accounts that the image was shared with. `run` names the record
    that lists them, empty without one.
    """

    since: datetime
    accounts: int
    run: str

    @property
    def text(self) -> str:
        """The tag's value: `2026-11-30T13:00:00Z/2/nightly`."""
        return f"{self.since.astimezone(UTC).strftime(TIME)}/{self.accounts}/{self.run}"


def read_mark(tags: Mapping[str, str]) -> DeprecationMark | None:
    """Return what the tag says, None if it is missing or not as this collection writes it."""
    found = FORM.fullmatch(tags.get(TAG_DEPRECATED, ""))
    if not found:
        return None
    try:
        since = datetime.strptime(found[1], TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    # A date that only another user can have written.
    if since.year >= FAR_YEAR:
        return None
    return DeprecationMark(since=since, accounts=int(found[2]), run=found[3])
