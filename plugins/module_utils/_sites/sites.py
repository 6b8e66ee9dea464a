# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which accounts are meant, what their sites are called, and what a playbook has to know of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .._core.text import text_list
from .._model.errors import InvalidInput
from .._model.region_id import check_region
from .._model.site import ALL_REGIONS, WITH_IMAGES, Folder, Member, SiteAccount, SiteHost

ROLE_ARN = re.compile(r"acs:ram::(\d+):role/[A-Za-z0-9.-]{1,64}")
ROLE_TEMPLATE = "acs:ram::{account}:role/<name>"
WORDS = (ALL_REGIONS, WITH_IMAGES)
OWN_CONNECTION = ("profile", "assume_role_arn", "assume_role_session_name", "assume_role_external_id")
KEYS = ("id", "name", "regions", *OWN_CONNECTION)
# The others are on their way in or did not arrive.
JOINED = ("CreateSuccess", "InviteSuccess", "PromoteSuccess")
NOT_IN_A_NAME = re.compile(r"[^\w.-]+")
NOT_IN_A_GROUP = re.compile(r"\W+")


def read_regions(option: str, value: Any) -> tuple[str, ...]:
    """Region ids, each once, or one of the words. Raises InvalidInput."""
    regions = tuple(dict.fromkeys(text_list(value, option)))
    for region in regions:
        if region in WORDS and len(regions) > 1:
            raise InvalidInput(option, region, "stands with other regions", f"Give {region} alone, or region ids.")
        if region not in WORDS:
            check_region(option, region, f"Write ids like cn-beijing, or {ALL_REGIONS} or {WITH_IMAGES}.")
    return regions


def read_accounts(values: Any, regions: tuple[str, ...]) -> list[SiteAccount]:
    """The accounts that are named one by one. `regions` is for those that say nothing. Raises InvalidInput."""
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise InvalidInput("accounts", values, "is not a list", "Write a list of accounts.")
    return [_read_account(value, regions) for value in values]


def _read_account(value: Any, regions: tuple[str, ...]) -> SiteAccount:
    if isinstance(value, str):
        value = {"assume_role_arn": value}
    if not isinstance(value, Mapping):
        raise InvalidInput("accounts", value, "is not an account", f"Write a mapping with some of {', '.join(KEYS)}.")
    _check_keys(value)
    given = {key: str(value[key]).strip() for key in KEYS if key != "regions" and value.get(key) not in (None, "")}
    account_id = given.get("id", "")
    if account_id and not (account_id.isascii() and account_id.isdigit()):
        raise InvalidInput("accounts", account_id, "is not an account's id", "Write its digits, as text.")
    if "assume_role_arn" in given:
        account_id = _account_of_role(given["assume_role_arn"], account_id)
    name = given.get("name", "")
    label = name or account_id or given.get("profile", "")
    if not label:
        raise InvalidInput("accounts", dict(value), "has no name", "Give id, name, profile or assume_role_arn.")
    return SiteAccount(
        label=label,
        account_id=account_id,
        name=name,
        regions=read_regions("accounts.regions", value.get("regions")) or regions,
        connection={option: given[option] for option in OWN_CONNECTION if option in given},
    )


def _check_keys(value: Mapping[str, Any]) -> None:
    for key in value:
        if key in ("access_key_id", "access_key_secret", "security_token"):
            raise InvalidInput(
                "accounts", key, "would be written to host variables", "Give profile or assume_role_arn instead."
            )
        if key not in KEYS:
            raise InvalidInput("accounts", key, "is not known", f"An account has {', '.join(KEYS)}.")


def _account_of_role(arn: str, account_id: str) -> str:
    found = ROLE_ARN.fullmatch(arn)
    if not found:
        raise InvalidInput("accounts", arn, "is not a role's ARN", "Write acs:ram::<account id>:role/<name>.")
    if account_id not in ("", found[1]):
        raise InvalidInput("accounts", arn, f"is a role in another account than {account_id}", "Put one of them right.")
    return found[1]


def choose_folders(folders: Sequence[Folder], wanted: Sequence[str]) -> list[Folder]:
    """The folders that are named by id, name or path (`Production/Shops`), and all below them. Raises InvalidInput."""
    chosen: dict[str, Folder] = {}
    for name in wanted:
        found = [folder for folder in folders if name in (folder.folder_id, "/".join(folder.path))]
        found = found or [folder for folder in folders if folder.path[-1:] == (name,)]
        if len(found) != 1:
            problem = "is the name of several folders" if found else "is not a folder of the directory"
            known = ", ".join("/".join(folder.path) for folder in found or folders) or "none"
            raise InvalidInput("directory_folders", name, problem, f"There are: {known}.")
        top = found[0].path
        chosen |= {folder.folder_id: folder for folder in folders if folder.path[: len(top)] == top}
    return list(chosen.values())


def members_as_accounts(
    members: Iterable[Member],
    folders: Iterable[Folder],
    tags: Mapping[str, Any],
    connection: Mapping[str, str],
    regions: tuple[str, ...],
) -> list[SiteAccount]:
    """Those members that have joined and bear all the tags. In `connection`, {account} stands for the member's id."""
    paths = {folder.folder_id: folder.path for folder in folders}
    return [
        SiteAccount(
            label=member.name or member.account_id,
            account_id=member.account_id,
            name=member.name,
            folders=paths.get(member.folder_id, ()),
            tags=dict(member.tags),
            regions=regions,
            connection={key: value.replace("{account}", member.account_id) for key, value in connection.items()},
        )
        for member in members
        if member.status in JOINED and _bears(member, tags)
    ]


def _bears(member: Member, tags: Mapping[str, Any]) -> bool:
    return all(key in member.tags and value in (None, "", member.tags[key]) for key, value in tags.items())


def check_role_template(arn: str) -> None:
    """A template for members' roles. Raises InvalidInput."""
    if "{account}" not in arn or not ROLE_ARN.fullmatch(arn.replace("{account}", "1")):
        raise InvalidInput("directory_role_arn", arn, "is not a template of role ARNs", f"Write {ROLE_TEMPLATE}.")


def name_accounts(accounts: Sequence[SiteAccount], *, by_id: bool = False) -> list[SiteAccount]:
    """Accounts with labels that host names may hold and that differ. Raises InvalidInput for an account given twice."""
    twice = [
        key for key, count in Counter(item.account_id for item in accounts if item.account_id).items() if count > 1
    ]
    if twice:
        raise InvalidInput("accounts", twice[0], "is given twice", "Name each account once; its regions can be a list.")
    named = [replace(item, label=_label(item, by_id)) for item in accounts]
    count = Counter(item.label.lower() for item in named)
    several = [item for item in named if count[item.label.lower()] > 1]
    for item in several:
        if not item.account_id:
            raise InvalidInput("accounts", item.label, "is the name of several", "Give each another name, or its id.")
    return [replace(item, label=f"{item.label}-{item.account_id}") if item in several else item for item in named]


def _label(account: SiteAccount, by_id: bool) -> str:
    return NOT_IN_A_NAME.sub("-", account.account_id if by_id and account.account_id else account.label).strip("-.")


def connection_of(account: SiteAccount, base: Mapping[str, Any]) -> dict[str, Any]:
    """The connection options of an account's sites: its own, and of the `base` what goes with them.

    Keys do not go with another profile, nor a role and its external id with another profile or role.
    """
    own = account.connection
    left_out: set[str] = set()
    if "profile" in own:
        left_out |= {"access_key_id", "access_key_secret", "security_token"}
    if "profile" in own or "assume_role_arn" in own:
        left_out |= {"assume_role_arn", "assume_role_external_id"}
    return {**{option: value for option, value in base.items() if option not in left_out}, **own}


def public_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """The connection options that host variables may show: no keys, no password of a proxy."""
    hidden = {"access_key_id", "access_key_secret", "security_token", "region"}
    if "@" in given.get("proxy_url", ""):
        hidden.add("proxy_url")
    return {option: value for option, value in given.items() if option not in hidden}


def host_variables(site: SiteHost, shared: Mapping[str, Any]) -> dict[str, Any]:
    """What playbooks read of a site: its connection, with `shared` for what all have in common, and its place."""
    account = site.account
    connection = {**connection_of(account, shared), "region": site.region}
    return {
        **{f"images_{option}": value for option, value in connection.items()},
        "image_site_account": account.label,
        "image_site_account_id": account.account_id,
        "image_site_account_name": account.name,
        "image_site_region": site.region,
        "image_site_folder": "/".join(account.folders),
        "image_site_tags": dict(account.tags),
    }


def group_names(site: SiteHost) -> list[str]:
    """The groups of a site: all sites, its account, its region, and its folder with those above."""
    folders = site.account.folders
    paths = ["_".join(folders[: depth + 1]) for depth in range(len(folders))]
    names = [f"account_{site.account.label}", f"region_{site.region}", *(f"folder_{path}" for path in paths)]
    return ["image_sites", *(NOT_IN_A_GROUP.sub("_", name) for name in names)]
