# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loading a world: settings and accounts. Regions are in `world_regions`, policies in `world_policies`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..catalogue.catalogue import regions
from ..state.accounts import Account, Quotas, RememberedCall
from ..state.cloud import Cloud
from ..state.identities import AccessKey, Role, User
from ..state.settings import Settings
from .directory import check_directories, read_directory
from .generate import generate
from .policies import DEFAULT_TIME, read_policies, read_references, read_trust
from .reader import Node, WorldError
from .regions import read_region

_UID = r"[0-9]{6,20}"


def load(cloud: Cloud, world: Mapping[str, Any]) -> None:
    """Replace the state of a cloud; if the world is wrong, WorldError says where and nothing changes."""
    root = Node(world, "")
    if "generate" in world:
        root = Node(generate(root), "")
    settings = _settings(root)
    fresh = Cloud(clock=cloud.clock, ids=cloud.ids, settings=settings)
    for account_id, node in root.children("accounts"):
        fresh.accounts[account_id] = _account(fresh, account_id, node)
    root.done()
    _check_access_keys(fresh)
    _check_sharees(fresh)
    check_directories(fresh)
    cloud.settings, cloud.accounts = fresh.settings, fresh.accounts
    cloud.disturb()
    cloud.sessions.clear()
    cloud.faults.clear()


def _settings(root: Node) -> Settings:
    settings = Settings()
    given = root.take("settings", {})
    if not isinstance(given, Mapping):
        raise root.wrong("settings", "must be an object")
    try:
        settings.merge(given)
    except ValueError as problem:
        raise WorldError(str(problem)) from None
    return settings


def _account(cloud: Cloud, account_id: str, node: Node) -> Account:
    if not re.fullmatch(_UID, account_id):
        raise WorldError(f"{node.path}: an account id is a number")
    account = Account(account_id, node.text("name", f"account-{account_id}"))
    account.policies = read_policies(node)
    for name, child in node.children("users"):
        user = User(child.matching("id", _UID, _stable_number(cloud, account_id, "user", name)), name)
        user.policies = read_references(child, account, f"{name}-user")
        child.done()
        account.users[name] = user
    for name, child in node.children("roles"):
        account.roles[name] = _role(cloud, account, name, child)
    for key_id, child in node.children("access_keys"):
        account.access_keys[key_id] = _access_key(account, key_id, child)
    account.quotas = _quotas(node.child("quotas"))
    account.resource_groups = node.texts("resource_groups")
    for region_id, child in node.children("regions"):
        if region_id not in regions():
            raise WorldError(f"{child.path}: there is no such region")
        read_region(cloud, account, account.region(region_id), child)
    account.directory = read_directory(node)
    for token, child in node.children("client_tokens"):
        answer = child.take("answer", {})
        account.client_tokens[token] = RememberedCall(
            child.text("fingerprint"), dict(answer), child.number("since", 0.0)
        )
        child.done()
    node.done()
    return account


def _stable_number(cloud: Cloud, *parts: str) -> str:
    """An id that depends on names alone, so that loading the same world twice gives the same."""
    ids = type(cloud.ids)("/".join((cloud.ids.seed, *parts)))
    return ids.number("world")


def _role(cloud: Cloud, account: Account, name: str, node: Node) -> Role:
    created = node.moment("created", DEFAULT_TIME)
    role = Role(
        id=node.matching("id", _UID, _stable_number(cloud, account.id, "role", name)),
        name=name,
        trust=read_trust(node, account, name),
        description=node.text("description", ""),
        max_session=node.whole("max_session", 3600),
        created=created,
        updated=node.moment("updated", created),
        tags=node.strings("tags"),
    )
    role.policies = read_references(node, account, f"{name}-role")
    node.done()
    return role


def _access_key(account: Account, key_id: str, node: Node) -> AccessKey:
    key = AccessKey(key_id, node.text("secret"), node.optional_text("user"))
    if key.user is not None and key.user not in account.users:
        raise node.wrong("user", "there is no such user")
    node.done()
    return key


def _quotas(node: Node) -> Quotas:
    quotas = Quotas(**{name: node.whole(name) for name in node.names() & set(Quotas.__slots__)})
    node.done()
    return quotas


def _check_access_keys(cloud: Cloud) -> None:
    seen: set[str] = set()
    for account in cloud.accounts.values():
        for key_id in account.access_keys:
            if key_id in seen:
                raise WorldError(f"accounts.{account.id}.access_keys.{key_id}: another account has this key")
            seen.add(key_id)


def _check_sharees(cloud: Cloud) -> None:
    for account in cloud.accounts.values():
        for region, image in account.images():
            for sharee in image.shares:
                if sharee not in cloud.accounts or sharee == account.id:
                    path = f"accounts.{account.id}.regions.{region.id}.images[{image.id}].shared_with"
                    raise WorldError(f"{path}: {sharee} is not another account of this world")
