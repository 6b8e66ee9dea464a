# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Trust documents: which accounts' ECS may use the owner's keys, and whether the account's own ECS may."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from .._core.reasons import reason
from .._model.evidence import ShareTrust
from .._model.reason import Reason

Document = Mapping[str, Any]
ASSUME = "sts:AssumeRole"
ECS = "ecs.aliyuncs.com"
SUFFIX = f"@{ECS}"


def principal(account_id: str) -> str:
    """A consumer's ECS as a service principal; the plain `ecs.aliyuncs.com` is refused by ECS with AssumeRoleError."""
    return f"{account_id}{SUFFIX}"


def trusted_accounts(document: Document) -> tuple[str, ...]:
    """Return the accounts whose ECS this document trusts without a condition, and does not deny as well, sorted."""
    return tuple(sorted(set(_accounts(document, "Allow")) - set(_accounts(document, "Deny"))))


def denied_accounts(document: Document) -> tuple[str, ...]:
    """Return the accounts whose ECS this document denies without a condition, sorted."""
    return tuple(sorted(set(_accounts(document, "Deny"))))


def with_accounts(document: Document | None, accounts: Sequence[str]) -> dict[str, Any]:
    """Return the document with these consumers added; everything that was there stays."""
    merged: dict[str, Any] = copy.deepcopy(dict(document)) if document else {"Statement": [], "Version": "1"}
    return _with_services(merged, [principal(account) for account in accounts])


def with_ecs(document: Document | None) -> dict[str, Any]:
    """Return the document with the account's own ECS added; everything that was there stays."""
    merged: dict[str, Any] = copy.deepcopy(dict(document)) if document else {"Statement": [], "Version": "1"}
    return _with_services(merged, [ECS])


def denies_ecs(document: Document) -> bool:
    """Return whether the document denies the account's own ECS without a condition."""
    return ECS in _named(document, "Deny")


def _with_services(merged: dict[str, Any], services: Sequence[str]) -> dict[str, Any]:
    have = set(_named(merged, "Allow"))
    missing = [service for service in services if service not in have]
    if not missing:
        return merged
    statements = _statements(merged)
    for statement in statements:
        if _is_plain(statement, "Allow") and set(statement["Principal"]) == {"Service"}:
            statement["Principal"]["Service"] = sorted({*_services(statement), *missing})
            break
    else:
        statements.append(_statement(missing))
    merged["Statement"] = statements
    return merged


def without_accounts(document: Document, accounts: Sequence[str]) -> dict[str, Any]:
    """Return the document without these consumers' entries; statements that named no other account are left out."""
    left: dict[str, Any] = copy.deepcopy(dict(document))
    gone = {principal(account) for account in accounts}
    statements, changed = [], False
    for statement in _statements(left):
        services = _services(statement) if _is_plain(statement, "Allow") else []
        kept = [service for service in services if service not in gone]
        if len(kept) == len(services):
            statements.append(statement)
            continue
        others = {kind: named for kind, named in statement["Principal"].items() if kind != "Service"}
        changed = True
        if kept or others:
            statement["Principal"] = {**others, "Service": kept} if kept else others
            statements.append(statement)
    return {**left, "Statement": statements} if changed else left


def trust_statement(accounts: Sequence[str]) -> dict[str, Any]:
    """Return a statement that trusts these consumers' ECS."""
    return _statement([principal(account) for account in accounts])


def trust_document(accounts: Sequence[str]) -> dict[str, Any]:
    """Return a trust document of that statement alone."""
    return {"Statement": [trust_statement(accounts)], "Version": "1"}


def _statement(services: Sequence[str]) -> dict[str, Any]:
    return {"Action": ASSUME, "Effect": "Allow", "Principal": {"Service": sorted(services)}}


def _statements(document: Document) -> list[dict[str, Any]]:
    statements = document.get("Statement", [])
    return [statements] if isinstance(statements, dict) else list(statements)


def _services(statement: Mapping[str, Any]) -> list[str]:
    services = statement.get("Principal", {}).get("Service", [])
    return [services] if isinstance(services, str) else list(services)


def _accounts(document: Document, effect: str) -> list[str]:
    return [service.removesuffix(SUFFIX) for service in _named(document, effect) if service.endswith(SUFFIX)]


def _named(document: Document, effect: str) -> list[str]:
    """Return the services that statements of that effect name without a condition."""
    return [
        service
        for statement in _statements(document)
        if _is_plain(statement, effect)
        for service in _services(statement)
    ]


def _is_plain(statement: Mapping[str, Any], effect: str) -> bool:
    """Return whether this is a statement on AssumeRole of that effect, without a condition."""
    actions = statement.get("Action", [])
    return (
        statement.get("Effect") == effect
        and ASSUME in ([actions] if isinstance(actions, str) else actions)
        and not statement.get("Condition")
        and isinstance(statement.get("Principal"), dict)
    )


def trust_reasons(trust: ShareTrust, account: str) -> list[Reason]:
    """Return what the share role lacks for an account to use encrypted images."""
    if trust.denied:
        return [reason("role_not_visible", role=trust.role, permission=trust.denied)]
    if trust.accounts is None:
        return [reason("role_missing", role=trust.role)]
    if account not in trust.accounts:
        return [reason("trust_missing", role=trust.role, account=account)]
    return []
