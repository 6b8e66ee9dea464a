# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Accounts and their regions: where a playbook works, and how it gets there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ALL_REGIONS = "all"
WITH_IMAGES = "with_images"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of a resource directory; `path` has the names from below the root down to it."""

    folder_id: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account in a resource directory."""

    account_id: str
    name: str
    folder_id: str
    status: str
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAccount:
    """An account that sites are in.

    `label` is the first part of its sites' names. `regions` is what was asked for: region ids, or one of the words
    ALL_REGIONS and WITH_IMAGES. `connection` holds those connection options that are its own; never a key.
    """

    label: str
    account_id: str = ""
    name: str = ""
    folders: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    connection: Mapping[str, str] = field(default_factory=dict)

    @property
    def asks_for_regions(self) -> bool:
        """Whether its regions have to be found out."""
        return self.regions in ((ALL_REGIONS,), (WITH_IMAGES,))


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHost:
    """One account in one region, a host of the inventory."""

    account: SiteAccount
    region: str

    @property
    def host(self) -> str:
        """The inventory's name for it."""
        return f"{self.account.label}.{self.region}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """Sites of an account that could not be reached; no regions: none at all could be found out."""

    label: str
    reason: str
    regions: tuple[str, ...] = ()

    def __str__(self) -> str:
        places = f" ({', '.join(self.regions)})" if self.regions else ""
        return f"{self.label}{places}: {self.reason}"
