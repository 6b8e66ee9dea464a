# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Finding sites: the members of a resource directory, and the regions of accounts. Everything runs side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .._api.ecs_images import has_images
from .._api.ecs_regions import list_regions
from .._api.resource_directory import list_folders, list_members, list_members_of
from .._api.sts import get_caller
from .._client.connection import Connection
from .._client.session import Session
from .._client.threads import side_by_side
from .._core.remedies import sentence
from .._model.errors import ImageopsError, MissingLibrary
from .._model.site import WITH_IMAGES, Folder, Member, SiteAccount, SiteHost, Unreachable
from .request import SiteRequest
from .sites import choose_folders

AGENT = "imageops.alicloud/image_sites"
# DescribeRegions answers alike in every region.
ANYWHERE = "cn-hangzhou"
Connect = Callable[[SiteAccount], Connection]


@dataclass(slots=True, kw_only=True)
class Findings:
    """What was found out: members and folders of the directory, regions by account, and what could not be reached."""

    members: list[Member] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)
    regions: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Unreachable] = field(default_factory=list)

    def sites(self, request: SiteRequest) -> list[SiteHost]:
        """The sites in the order of the accounts."""
        accounts = request.accounts(self.members, self.folders)
        return [
            SiteHost(account=account, region=region)
            for account in accounts
            for region in self.regions.get(account.label, account.regions)
        ]

    def to_cache(self, request: SiteRequest) -> dict[str, Any]:
        """As data. No connection is part of it."""
        return {"request": request.fingerprint(), **asdict(self)}

    @classmethod
    def from_cache(cls, cached: Mapping[str, Any] | None, request: SiteRequest) -> Findings | None:
        """What an earlier run found out, if it asked for the same."""
        if not cached or cached.get("request") != request.fingerprint():
            return None
        return cls(
            members=[Member(**item) for item in cached["members"]],
            folders=[Folder(folder_id=item["folder_id"], path=tuple(item["path"])) for item in cached["folders"]],
            regions=dict(cached["regions"]),
            problems=[Unreachable(**{**item, "regions": tuple(item["regions"])}) for item in cached["problems"]],
        )


def search_sites(connection: Connection, connect: Connect, request: SiteRequest) -> Findings:
    """Find out what the request leaves open; `connect` gives the way to an account.

    An account that cannot be reached is a problem among the findings. Raises ImageopsError if the directory cannot be
    read.
    """
    found = Findings()
    if request.directory:
        found.members, found.folders = _read_directory(Session(connection, AGENT), request.folders)
    accounts = request.accounts(found.members, found.folders)
    asked = [account for account in accounts if request.check_access or account.asks_for_regions]
    if asked:
        _Search(connect, connection.concurrency, found).ask(asked)
    return found


def _read_directory(session: Session, wanted: Sequence[str]) -> tuple[list[Member], list[Folder]]:
    """The members of the directory, or of the folders named and those below, and the whole tree of folders.

    A call for each folder, and for each chosen one another; without a choice one for 100 members.
    """
    tree: list[Folder] = []
    level = list_folders(session, None)
    while level:
        tree += level
        below = session.gather(lambda folder: list_folders(session, folder), level)
        level = [child for children in below for child in children]
    if not wanted:
        return list_members(session), tree
    chosen = [folder.folder_id for folder in choose_folders(tree, wanted)]
    found = session.gather(lambda folder_id: list_members_of(session, folder_id), chosen)
    return [member for members in found for member in members], tree


class _Search:
    """Asks accounts, and puts what they say into the findings."""

    def __init__(self, connect: Connect, concurrency: int, found: Findings) -> None:
        self._connect = connect
        self._concurrency = concurrency
        self._found = found
        self._sessions: dict[str, Session] = {}

    def ask(self, accounts: Sequence[SiteAccount]) -> None:
        """Find out the regions of accounts, and of those that ask for it which of them hold images."""
        self._sessions = {account.label: Session(self._connect(account), AGENT) for account in accounts}
        for account, regions in side_by_side(self._regions, accounts, self._concurrency):
            if isinstance(regions, MissingLibrary):
                raise regions
            if isinstance(regions, ImageopsError):
                named = () if account.asks_for_regions else account.regions
                self._problem(account, sentence(regions), named)
            self._found.regions[account.label] = [] if isinstance(regions, ImageopsError) else list(regions)
        self._look_for_images(
            [
                SiteHost(account=account, region=region)
                for account in accounts
                if account.regions == (WITH_IMAGES,)
                for region in self._found.regions[account.label]
            ]
        )

    def _regions(self, account: SiteAccount) -> Sequence[str]:
        session = self._sessions[account.label]
        if account.asks_for_regions:
            return list_regions(session, session.connection.region or ANYWHERE)
        get_caller(session)
        return account.regions

    def _look_for_images(self, sites: Sequence[SiteHost]) -> None:
        failed: dict[tuple[str, str], list[tuple[SiteHost, ImageopsError]]] = {}
        for site, found in side_by_side(self._has_images, sites, self._concurrency):
            if isinstance(found, ImageopsError):
                kind = getattr(found, "code", type(found).__name__)
                failed.setdefault((site.account.label, kind), []).append((site, found))
            if found is not True:
                self._found.regions[site.account.label].remove(site.region)
        # One line for an account whose regions all say the same.
        for alike in failed.values():
            site, error = alike[0]
            self._problem(site.account, sentence(error), tuple(other.region for other, _error in alike))

    def _has_images(self, site: SiteHost) -> bool:
        return has_images(self._sessions[site.account.label], site.region)

    def _problem(self, account: SiteAccount, reason: str, regions: tuple[str, ...]) -> None:
        self._found.problems.append(Unreachable(label=account.label, reason=reason, regions=regions))
