# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluation of RAM policies: identity policies, session policies and the trust of roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .conditions import hold, matches, texts

Document = Mapping[str, Any]


class Verdict(StrEnum):
    """What a set of policies says."""

    ALLOW = "Allow"
    IMPLICIT_DENY = "ImplicitDeny"
    EXPLICIT_DENY = "ExplicitDeny"


@dataclass(frozen=True, slots=True)
class Question:
    """May this action be done on this resource? `context` holds condition keys."""

    action: str
    resource: str
    context: Mapping[str, str] | None = None


def evaluate(documents: Iterable[Document], question: Question) -> Verdict:
    """A Deny wins, then an Allow, and nothing means no."""
    verdict = Verdict.IMPLICIT_DENY
    for statement in _statements(documents):
        if not (_action_matches(statement, question.action) and _resource_matches(statement, question.resource)):
            continue
        if not hold(statement.get("Condition", {}), question.context or {}):
            continue
        if statement["Effect"] == "Deny":
            return Verdict.EXPLICIT_DENY
        verdict = Verdict.ALLOW
    return verdict


def trusts(document: Document, principals: Iterable[str], context: Mapping[str, str]) -> Verdict:
    """Whether a trust document lets one of these RAM principals assume the role."""
    return grants(document, principals, Question("sts:AssumeRole", "", context))


def grants(document: Document, principals: Iterable[str], question: Question) -> Verdict:
    """What a document that names principals says to one of these; its resource is what it is attached to."""
    wanted = set(principals)
    verdict = Verdict.IMPLICIT_DENY
    for statement in _statements([document]):
        named = set(texts(statement.get("Principal", {}).get("RAM", [])))
        if not named & wanted or not _action_matches(statement, question.action):
            continue
        if not hold(statement.get("Condition", {}), question.context or {}):
            continue
        if statement["Effect"] == "Deny":
            return Verdict.EXPLICIT_DENY
        verdict = Verdict.ALLOW
    return verdict


def trusted_services(document: Document) -> set[str]:
    """The services a trust document names, such as `ecs.aliyuncs.com` or `<uid>@ecs.aliyuncs.com`."""
    allowed: set[str] = set()
    denied: set[str] = set()
    for statement in _statements([document]):
        if _action_matches(statement, "sts:AssumeRole"):
            services = texts(statement.get("Principal", {}).get("Service", []))
            (denied if statement["Effect"] == "Deny" else allowed).update(services)
    return allowed - denied


def _statements(documents: Iterable[Document]) -> Iterable[Mapping[str, Any]]:
    for document in documents:
        statements = document.get("Statement", [])
        yield from [statements] if isinstance(statements, Mapping) else statements


def _action_matches(statement: Mapping[str, Any], action: str) -> bool:
    # Names of actions are compared without case (assumed).
    lowered = action.lower()
    if "NotAction" in statement:
        return not any(matches(pattern.lower(), lowered) for pattern in texts(statement["NotAction"]))
    return any(matches(pattern.lower(), lowered) for pattern in texts(statement.get("Action", [])))


def _resource_matches(statement: Mapping[str, Any], resource: str) -> bool:
    if "NotResource" in statement:
        return not any(_arn_matches(pattern, resource) for pattern in texts(statement["NotResource"]))
    return any(_arn_matches(pattern, resource) for pattern in texts(statement.get("Resource", [])))


def _arn_matches(pattern: str, resource: str) -> bool:
    if pattern == "*":
        return True
    # RAM and STS are global: their ARNs are written with an empty region as well as with `*`.
    return matches(_any_region(pattern), _any_region(resource))


def _any_region(arn: str) -> str:
    parts = arn.split(":", 4)
    if len(parts) == 5 and parts[1] == "ram" and parts[2] == "":
        parts[2] = "*"
    return ":".join(parts)
