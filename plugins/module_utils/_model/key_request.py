# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The key that `kms_key` is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TAG_ALIAS = "imageops:alias"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRequest:
    """A key known by `alias`. None leaves a thing as it is; `instance_id` is empty for a key outside a KMS instance."""

    region: str
    alias: str
    spec: str
    instance_id: str = ""
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    deletion_protection: bool | None = None
    policy: Mapping[str, Any] | None = None

    @property
    def creation_tags(self) -> dict[str, str]:
        """The tags of a new key, with the one by which it is found should its alias not come to be."""
        return {**self.tags, TAG_ALIAS: self.alias}
