# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A key with what DescribeKey does not return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .._model.errors import ImageopsError
from .._model.key import Key, NewKey

TAG_ALIAS = "imageops:alias"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """A key, its tags, and its policy (None if it was not asked for). `has_alias` is false for one found by its tag."""

    key: Key
    tags: Mapping[str, str]
    policy: Mapping[str, Any] | None
    has_alias: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRequest(NewKey):
    """Request a key known by `alias`. None leaves a property unchanged."""

    alias: str
    tags: Mapping[str, str] = field(default_factory=dict)
    deletion_protection: bool | None = None

    @property
    def creation_tags(self) -> dict[str, str]:
        """Return the tags of a new key, with the one that finds it if its alias was never made."""
        return {**self.tags, TAG_ALIAS: self.alias}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysRequest:
    """Keys to list, all of the region if none is named; `with_images` adds the images encrypted with each."""

    region: str
    key_ids: tuple[str, ...]
    with_images: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionRequest:
    """A key of this account, by its id or ARN, whose deletion must not be scheduled."""

    region: str
    key_id: str


class DeletionStays(ImageopsError):
    """KMS reported no error, and the deletion of a key is still scheduled."""

    code = "DeletionStays"

    def __init__(self, key: Key) -> None:
        super().__init__(
            f"KMS took CancelKeyDeletion, and {key.key_id} in {key.region} is still {key.state}. "
            "Run it again; if it stays so, see who else schedules its deletion"
        )
