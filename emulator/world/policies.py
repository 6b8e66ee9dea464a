# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The RAM part of a world file."""

from __future__ import annotations

import json
import re
from typing import Any

from ..access.grammar import policy_fault, trust_fault
from ..catalogue.catalogue import system_policies
from ..state.accounts import Account
from ..state.clock import parse_iso
from ..state.identities import DISK_ROLE, OOS_ROLE, Policy, PolicyRef, PolicyVersion
from .reader import Node, WorldError

DEFAULT_TIME = parse_iso("2025-01-01T00:00:00Z")
_VERSION = re.compile(r"v[1-9][0-9]{0,8}")
CUSTOM = "Custom:"
"""Begins the name of one of the account's own policies, where system policies have their bare name."""


def read_document(value: Any, path: str) -> str:
    """A policy document, as an object or as text; the answer is its text."""
    text = value if isinstance(value, str) else json.dumps(value)
    if problem := policy_fault(text):
        raise WorldError(f"{path}: {problem}")
    return text


def read_policies(node: Node) -> dict[str, Policy]:
    """The account's own policies by name."""
    policies = {}
    for name, child in node.children("policies"):
        created = child.moment("created", DEFAULT_TIME)
        policies[name] = Policy(
            name,
            read_document(child.take("document"), f"{child.path}.document"),
            child.text("description", ""),
            created,
            child.moment("updated", created),
            child.strings("tags"),
            _version(child.text("version", "v1"), f"{child.path}.version"),
            _other_versions(child),
        )
        child.done()
    return policies


def _other_versions(node: Node) -> list[PolicyVersion]:
    versions = []
    for name, child in node.children("versions"):
        text = read_document(child.take("document"), f"{child.path}.document")
        versions.append(PolicyVersion(_version(name, child.path), text, child.moment("created", DEFAULT_TIME)))
        child.done()
    return versions


def _version(name: str, path: str) -> str:
    if not _VERSION.fullmatch(name):
        raise WorldError(f"{path}: must be v1, v2 and so on")
    return name


def read_references(node: Node, account: Account, prefix: str) -> dict[PolicyRef, float]:
    """What is attached to a user or role; documents given in place become policies of the account."""
    given = node.take("policies", [])
    if not isinstance(given, list):
        raise node.wrong("policies", "must be a list")
    attached: dict[PolicyRef, float] = {}
    for index, item in enumerate(given):
        path = f"{node.path}.policies[{index}]"
        if isinstance(item, str):
            attached[_named(item, account, path)] = DEFAULT_TIME
            continue
        name = f"{prefix}-{index + 1}"
        account.policies[name] = Policy(name, read_document(item, path), "", DEFAULT_TIME, DEFAULT_TIME)
        attached["Custom", name] = DEFAULT_TIME
    return attached


def _named(name: str, account: Account, path: str) -> PolicyRef:
    if name.startswith(CUSTOM) and name.removeprefix(CUSTOM) in account.policies:
        return "Custom", name.removeprefix(CUSTOM)
    if name in system_policies():
        return "System", name
    raise WorldError(f"{path}: there is no policy {name}")


def read_trust(node: Node, account: Account, role_name: str) -> str:
    """A trust document, as an object or as text; if it is left out the role's service or the own account."""
    value = node.take("trust")
    if value is None:
        service = {DISK_ROLE: "ecs.aliyuncs.com", OOS_ROLE: "oos.aliyuncs.com"}.get(role_name)
        principal = {"Service": [service]} if service else {"RAM": [f"acs:ram::{account.id}:root"]}
        statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
        value = {"Version": "1", "Statement": [statement]}
    text = value if isinstance(value, str) else json.dumps(value)
    if problem := trust_fault(text):
        raise node.wrong("trust", problem)
    return text
