# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What sharing snapshots is requested with, and who has which by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .._model.evidence import ShareTrust
from .._model.key import Key
from .._model.resource_share import ResourceShare
from .._model.snapshot import Snapshot

# UG-sharesnap.
ACCOUNTS_AT_MOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotShareRequest:
    """Snapshots of `region` to share with accounts, each through a resource share of its own. Times in seconds.

    `absent` without accounts takes the snapshots from all accounts.
    """

    region: str
    snapshot_ids: tuple[str, ...]
    accounts: tuple[str, ...]
    absent: bool
    prefix: str
    check_role: bool = True
    share_unencrypted: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    wait_timeout: int = 60

    def share_name(self, account: str) -> str:
        """Return the name of the resource share for an account."""
        return f"{self.prefix}-{account}"

    def account_of(self, name: str) -> str:
        """Return the account that the name of a resource share is made for; empty for another share."""
        account = name.removeprefix(f"{self.prefix}-")
        return account if account != name and account.isascii() and account.isdigit() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotShareSeen:
    """`shares` are the resource shares of this kind, by account; `trust` is None if the role was not asked for."""

    account_id: str
    snapshots: Mapping[str, Snapshot]
    keys: Mapping[str, Key | None]
    keys_denied: Mapping[str, str]
    shares: Mapping[str, ResourceShare]
    trust: ShareTrust | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountShare:
    """What an account has: the resource share, None where there is none, and what was done."""

    account: str
    name: str
    region: str
    share: ResourceShare | None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """Return how far the account is: a status of its target, or Absent."""
        targets = (
            [item.shown_status for item in self.share.targets if item.entity_id == self.account] if self.share else []
        )
        return targets[0] if targets else "Absent"

    def to_result(self) -> dict[str, object]:
        """Return the shape of an item of `shares`."""
        snapshots = self.share.snapshots if self.share else ()
        return {
            "account": self.account,
            "region": self.region,
            "resource_share_id": self.share.share_id if self.share else "",
            "name": self.name,
            "status": self.status,
            "snapshots": [
                {"snapshot_id": item.entity_id, "status": item.shown_status, "message": item.message}
                for item in snapshots
            ],
            "added": list(self.added),
            "removed": list(self.removed),
        }
