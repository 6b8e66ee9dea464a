# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The grammar of policy and trust documents; each check answers what is wrong, or None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..actions.json_text import parse_json

_ACTION = re.compile(r"\*|(\*|[a-z0-9-]+):[A-Za-z0-9*?]+")
_RESOURCE = re.compile(r"\*|acs:([a-z0-9*-]+):([a-z0-9*?-]*):([A-Za-z0-9*?]*):\S+")
_RAM_PRINCIPAL = re.compile(r"acs:ram::[0-9]{1,20}:(root|user/[\w.@-]+|role/[\w.-]+)")
_SERVICE_PRINCIPAL = re.compile(r"(([0-9]{1,20}|rd-[A-Za-z0-9]{6})@)?[a-z0-9.-]+\.aliyuncs\.com")
_FEDERATED_PRINCIPAL = re.compile(r"acs:ram::[0-9]{1,20}:(saml-provider|oidc-provider)/[\w.-]+")
_PRINCIPALS = {"RAM": _RAM_PRINCIPAL, "Service": _SERVICE_PRINCIPAL, "Federated": _FEDERATED_PRINCIPAL}
_KEY_PRINCIPAL = re.compile(r"acs:ram::[0-9]{1,20}:(\*|root|user/[\w.@-]+|role/[\w.-]+)")
_KEY_ACTION = re.compile(r"kms:[A-Za-z*?]+")
_SID = re.compile(r"[\w/+=.@ -]{1,128}", re.ASCII)
KEY_POLICY_BYTES = 32_768
_TRUST_ACTIONS = {"sts:AssumeRole", "sts:SetSourceIdentity"}


def policy_fault(text: str) -> str | None:
    """What is wrong with an identity policy."""
    return _document_fault(text, _policy_statement_fault)


def trust_fault(text: str) -> str | None:
    """What is wrong with a trust policy."""
    return _document_fault(text, _trust_statement_fault)


def key_policy_fault(text: str) -> str | None:
    """What is wrong with a key policy."""
    if len(text.encode()) > KEY_POLICY_BYTES:
        return f"longer than {KEY_POLICY_BYTES} bytes"
    return _document_fault(text, _key_statement_fault)


def _document_fault(text: str, check: Any) -> str | None:
    try:
        document = parse_json(text)
    except ValueError:
        return "not JSON"
    if not isinstance(document, dict):
        return "not an object"
    if unknown := set(document) - {"Version", "Statement"}:
        return f"unknown element {min(unknown)}"
    if document.get("Version") != "1":
        return 'Version must be "1"'
    statements = document.get("Statement")
    if not isinstance(statements, list) or not statements:
        return "Statement must be a list with at least one statement"
    for statement in statements:
        if not isinstance(statement, dict):
            return "a statement must be an object"
        if fault := _effect_fault(statement) or check(statement) or _condition_fault(statement):
            return str(fault)
    return None


def _effect_fault(statement: Mapping[str, Any]) -> str | None:
    return None if statement.get("Effect") in ("Allow", "Deny") else "Effect must be Allow or Deny"


def _policy_statement_fault(statement: Mapping[str, Any]) -> str | None:
    if unknown := set(statement) - {"Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}:
        return f"unknown element {min(unknown)}"
    for element, pattern in (("Action", _ACTION), ("Resource", _RESOURCE)):
        if (element in statement) == (f"Not{element}" in statement):
            return f"exactly one of {element} and Not{element} is needed"
        name = element if element in statement else f"Not{element}"
        if fault := _items_fault(name, statement[name], pattern):
            return fault
    return None


def _trust_statement_fault(statement: Mapping[str, Any]) -> str | None:
    if unknown := set(statement) - {"Effect", "Action", "Principal", "Condition"}:
        return f"unknown element {min(unknown)}"
    actions = statement.get("Action")
    if isinstance(actions, str):
        actions = [actions]
    for action in actions if isinstance(actions, list) and actions else [""]:
        if not isinstance(action, str) or action not in _TRUST_ACTIONS:
            return "Action must be sts:AssumeRole"
    principal = statement.get("Principal")
    if not isinstance(principal, dict) or not principal:
        return "Principal must be an object that names a principal"
    for kind, named in principal.items():
        if kind not in _PRINCIPALS:
            return f"unknown kind of principal {kind}"
        if fault := _items_fault(f"Principal.{kind}", named, _PRINCIPALS[kind]):
            return fault
    return None


def _key_statement_fault(statement: Mapping[str, Any]) -> str | None:
    if unknown := set(statement) - {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}:
        return f"unknown element {min(unknown)}"
    if "Sid" in statement and not (isinstance(statement["Sid"], str) and _SID.fullmatch(statement["Sid"])):
        return "Sid is malformed"
    principal = statement.get("Principal")
    if not isinstance(principal, dict) or set(principal) != {"RAM"}:
        return "Principal must be an object that names RAM principals"
    if statement.get("Resource") not in ("*", ["*"]):
        return "Resource must be *"
    return _items_fault("Principal.RAM", principal["RAM"], _KEY_PRINCIPAL) or _items_fault(
        "Action", statement.get("Action"), _KEY_ACTION
    )


def _items_fault(name: str, value: Any, pattern: re.Pattern[str]) -> str | None:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not items:
        return f"{name} must be a string or a list of strings"
    for item in items:
        if not isinstance(item, str) or not pattern.fullmatch(item):
            return f"{name} has the malformed item {item}"
    return None


def _condition_fault(statement: Mapping[str, Any]) -> str | None:
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict) or not all(isinstance(tests, dict) for tests in condition.values()):
        return "Condition must be an object of objects"
    return None
