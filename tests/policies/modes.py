# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The modes of `modes.yml` with their documents and worlds."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.workspace import ROOT

HERE = Path(__file__).resolve().parent
DOCUMENTS = ROOT / "docs" / "policies"
# Whom a document is given to, as a path in a world. The principal's access key bears its name.
PRINCIPALS = {
    "operator": ("1000000000000001", "users", "operator"),
    "adopter": ("2000000000000002", "users", "adopter"),
    "viewer": ("2000000000000002", "roles", "image-viewer"),
}
# Who is there to be asked in every mode.
ALWAYS = {"viewer": "verify_consumer"}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A run: what differs in the world, which playbook, of the collection or a file here, with which variables."""

    playbook: str
    variables: Mapping[str, Any]
    world: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Mode:
    """`documents` are the names of documents in docs/policies by the principal that has them; the first one runs.
    `beside` are documents that a principal has, too, and that another mode judges.

    `spared` are actions, with their account, that may be denied: nothing is missed without them.
    """

    name: str
    documents: Mapping[str, str]
    cases: tuple[Case, ...]
    beside: Mapping[str, str] = field(default_factory=dict)
    spared: frozenset[tuple[str, str]] = frozenset()

    @property
    def runner(self) -> str:
        """Who runs the playbooks."""
        return next(iter(self.documents))


def read_modes() -> list[Mode]:
    """All modes."""
    read = yaml.safe_load((HERE / "modes.yml").read_text())["modes"]
    return [
        Mode(
            name=name,
            documents=mode["documents"],
            cases=_cases(mode["cases"]),
            beside=mode.get("beside", {}),
            spared=frozenset(
                (PRINCIPALS[principal][0], action)
                for principal, actions in mode.get("spared", {}).items()
                for action in actions
            ),
        )
        for name, mode in read.items()
    ]


def _cases(read: list[dict[str, Any]]) -> tuple[Case, ...]:
    return tuple(
        Case(playbook=case["playbook"], variables=case.get("vars", {}), world=case.get("world", {})) for case in read
    )


def read_actions(document: str) -> list[str]:
    """The actions that a document allows."""
    statements = json.loads((DOCUMENTS / f"{document}.json").read_text())["Statement"]
    return sorted(action for statement in statements for action in statement["Action"])


def make_world(mode: Mode, case: Case, taken: tuple[str, str] | None = None) -> dict[str, Any]:
    """The world of a case; `taken` is an action that a principal's document is without."""
    world = merged(yaml.safe_load((HERE / "world.yml").read_text()), case.world)
    for principal, document in {**ALWAYS, **mode.documents}.items():
        names = [document, *([mode.beside[principal]] if principal in mode.beside else [])]
        actions = sorted({action for name in names for action in read_actions(name)})
        allowed = [action for action in actions if (principal, action) != taken]
        account, kind, whose = PRINCIPALS[principal]
        statement = {"Effect": "Allow", "Action": allowed, "Resource": "*"}
        # Without its only action there is no document.
        policies = [{"Version": "1", "Statement": [statement]}] if allowed else []
        world["accounts"][account][kind][whose]["policies"] = policies
    return world


def merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Both mappings as one; where both have a value that is no mapping, the second one's counts."""
    result = copy.deepcopy(dict(base))
    for key, value in change.items():
        old = result.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        result[key] = merged(old, value) if both else copy.deepcopy(value)
    return result
