# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What `image_copy` knows before it decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .image import Image
from .image_copy import CopyWanted
from .key import Key
from .snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A region copies go to: its key, the copies of wanted sources in it by source id, and the names in use.

    `newest` is when the newest image was made, by the cloud's own clock: what is started later was made no earlier.
    `remains` are snapshots that a removal of failed attempts left, with their tags; `remains_denied` is the right that
    is missing to read them.
    """

    region: str
    key: Key
    candidates: Mapping[str, Sequence[Image]]
    names: frozenset[str]
    newest: str
    remains: Sequence[tuple[Snapshot, Mapping[str, str]]] = ()
    remains_denied: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWorld:
    """The copies wanted, with examined sources, and the regions they go to."""

    wanted: Sequence[CopyWanted]
    destinations: Mapping[str, Destination]
