# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an inventory of sites asks for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .._core.text import text_list
from .._model.errors import InvalidInput
from .._model.site import Folder, Member, SiteAccount
from .sites import check_role_template, members_as_accounts, name_accounts, read_accounts, read_regions


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRequest:
    """The accounts that are listed, and how members of the resource directory become others."""

    listed: tuple[SiteAccount, ...]
    regions: tuple[str, ...]
    directory: bool = False
    folders: tuple[str, ...] = ()
    tags: Mapping[str, Any] = field(default_factory=dict)
    member_connection: Mapping[str, str] = field(default_factory=dict)
    name_by_id: bool = False
    check_access: bool = False

    @property
    def needs_calls(self) -> bool:
        """Whether anything is left to find out."""
        return self.directory or self.check_access or any(account.asks_for_regions for account in self.listed)

    def accounts(self, members: Iterable[Member], folders: Iterable[Folder]) -> list[SiteAccount]:
        """All accounts, named. Raises InvalidInput."""
        listed = {account.account_id for account in self.listed if account.account_id}
        others = [member for member in members if member.account_id not in listed]
        found = members_as_accounts(others, folders, self.tags, self.member_connection, self.regions)
        return name_accounts([*self.listed, *found], by_id=self.name_by_id)

    def fingerprint(self) -> str:
        """A text that differs where an answer would; external ids are not in it."""
        values = asdict(self)
        values["member_connection"].pop("assume_role_external_id", None)
        for account in values["listed"]:
            account["connection"].pop("assume_role_external_id", None)
        return json.dumps(values, sort_keys=True, default=str)


def read_request(options: Mapping[str, Any], region: str) -> SiteRequest:
    """The plugin's options; `region` is the connection's. Raises InvalidInput."""
    regions = read_regions("regions", options["regions"]) or tuple(text_list(region))
    listed = read_accounts(options["accounts"] or [], regions)
    if not listed and not options["directory"]:
        raise InvalidInput("accounts", [], "names no account", "List accounts, or set directory: true.")
    if any(not account.regions for account in listed) or (options["directory"] and not regions):
        raise InvalidInput("regions", [], "names no region", "Give region ids, all or with_images.")
    name_accounts(listed, by_id=options["name_by"] == "id")
    return SiteRequest(
        listed=tuple(listed),
        regions=regions,
        directory=options["directory"],
        folders=tuple(text_list(options["directory_folders"], "directory_folders")),
        tags=options["directory_tags"] or {},
        member_connection=_member_connection(options),
        name_by_id=options["name_by"] == "id",
        check_access=options["check_access"],
    )


def _member_connection(options: Mapping[str, Any]) -> dict[str, str]:
    arn, external_id = options["directory_role_arn"], options["directory_external_id"]
    if not options["directory"]:
        for option in ("directory_folders", "directory_tags", "directory_role_arn", "directory_external_id"):
            if options[option]:
                raise InvalidInput(option, options[option], "does nothing without directory", "Set directory: true.")
        return {}
    check_role_template(arn or "")
    return {"assume_role_arn": arn, **({"assume_role_external_id": external_id} if external_id else {})}


def check_names(config: Mapping[str, Any], definitions: Mapping[str, Mapping[str, Any]]) -> None:
    """Ansible ignores an option that it does not know. Raises InvalidInput."""
    known = {*definitions, *(alias for entry in definitions.values() for alias in _aliases(entry))}
    for name in config:
        if name not in known:
            raise InvalidInput(name, config[name], "is not an option of image_sites", "See ansible-doc -t inventory.")


def _aliases(entry: Mapping[str, Any]) -> Sequence[str]:
    return entry.get("aliases") or ()
