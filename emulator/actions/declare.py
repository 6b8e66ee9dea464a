# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an action is declared, found and described. Adding one is a function with this decorator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from ..catalogue.catalogue import documented, find_error
from ..state.accounts import Account, Region
from ..state.clock import iso
from ..state.cloud import Cloud
from .errors import ApiError, invalid, missing, not_modelled, refusal
from .parameters import Parameters


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls. `kind` is `Account`, `RAMUser` or `AssumedRoleUser`; `name` the user's or role's."""

    account: Account
    kind: str
    name: str = ""
    session: str = ""
    session_policy: str | None = None

    @property
    def display_name(self) -> str:
        """The name that logs and denials show."""
        return f"{self.name}:{self.session}" if self.session else self.name or "root"

    @property
    def relative_id(self) -> str:
        """The last part of the ARN that policies name this caller by."""
        return {"Account": "root", "RAMUser": f"user/{self.name}"}.get(self.kind, f"role/{self.name}")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from: the client's address, and whether it came through TLS."""

    address: str = "127.0.0.1"
    secure: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request with typed parameters."""

    cloud: Cloud
    action: Action
    principal: Principal
    region_id: str
    parameters: Parameters
    raw: Mapping[str, str]
    origin: Origin = field(default_factory=Origin)

    @property
    def context(self) -> dict[str, str]:
        """The condition keys of policies that every request has."""
        return {
            "acs:CurrentTime": iso(self.cloud.clock.real()),
            "acs:SecureTransport": str(self.origin.secure).lower(),
            "acs:SourceIp": self.origin.address,
        }

    @property
    def account(self) -> Account:
        """The caller's account."""
        return self.principal.account

    @property
    def region(self) -> Region:
        """The caller's part of the region."""
        return self.account.region(self.region_id)

    def refuse(self, code: str, message: str | None = None, **fields: str) -> ApiError:
        """The documented error; only codes that the action declares."""
        if code not in self.action.errors:
            raise LookupError(f"{self.action.name} does not declare {code}")
        return refusal(self.action.product, self.action.name, code, message, **fields)

    def invalid(self, name: str) -> ApiError:
        """A parameter has a value that the API does not take."""
        return invalid(self.action.product, name)

    def missing(self, name: str) -> ApiError:
        """A parameter that this call needs was not given."""
        return missing(self.action.product, self.action.name, name)

    def not_modelled(self, what: str) -> ApiError:
        """The emulator's own refusal."""
        return not_modelled(self.action.product, self.action.name, what)


Answer = dict[str, Any]
Handler = Callable[[Call], Answer]
Resources = Callable[[Call], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the fidelity table: what is modelled and where that is known from."""

    text: str
    source: str

    @property
    def assumed(self) -> bool:
        """Whether no source says so."""
        return self.source == "assumed"


@dataclass(frozen=True, slots=True)
class Gap:
    """Documented error codes that the emulator does not model, and why."""

    reason: str
    codes: tuple[str, ...]

    @classmethod
    def of(cls, reason: str, *codes: str) -> Gap:
        """Name the codes one after the other."""
        return cls(reason, codes)


@dataclass(frozen=True, slots=True)
class Action:
    """An action of the API. `models` has `Name`, or `Name.Field` if only some fields of a structure are modelled."""

    product: str
    name: str
    mutating: bool
    ram: str
    resources: Resources
    models: frozenset[str]
    errors: frozenset[str]
    notes: tuple[Note, ...]
    handler: Handler
    gaps: tuple[Gap, ...] = ()
    unknown_region: str = "InvalidRegionId.NotFound"
    own_dry_run: bool = False
    when_denied: Handler | None = None

    @property
    def token_mismatch(self) -> str:
        """The code for a client token that returns with other parameters."""
        # CreateImage has the older one.
        older = "IdempotenceParamNotMatch"
        return older if older in self.errors else "IdempotentParameterMismatch"


_REGISTRY: dict[tuple[str, str], Action] = {}
_MODULES = ("cs", "ecs", "ess", "kms", "oos", "ram", "resourcemanager", "resourcesharing", "sts")


def action(
    product: str,
    name: str,
    *,
    resources: Resources,
    models: Sequence[str] = (),
    errors: Sequence[str] = (),
    notes: Sequence[Note],
    gaps: Sequence[Gap] = (),
    mutating: bool = False,
    unknown_region: str = "InvalidRegionId.NotFound",
    own_dry_run: bool = False,
    when_denied: Handler | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a function as an action. Everything that it names must be documented.

    `own_dry_run`: the action itself answers dry runs, after checks of its own. `when_denied`: what a caller without the
    right gets who is not answered with an error (setting denied_instances), unless it is a dry run.
    """
    _check_names(product, name, models, (*errors, *(code for gap in gaps for code in gap.codes)))

    def declare(handler: Handler) -> Handler:
        _REGISTRY[product, name] = Action(
            product=product,
            name=name,
            mutating=mutating,
            ram=f"{product}:{name}",
            resources=resources,
            models=frozenset(models),
            errors=frozenset(errors),
            notes=tuple(notes),
            handler=handler,
            gaps=tuple(gaps),
            unknown_region=unknown_region,
            own_dry_run=own_dry_run,
            when_denied=when_denied,
        )
        return handler

    return declare


def _check_names(product: str, name: str, models: Sequence[str], codes: Sequence[str]) -> None:
    for code in codes:
        if find_error(product, name, code) is None:
            raise LookupError(f"errors.json does not know {code} for {name}")
    specs = documented()[product, name]
    for model in models:
        parameter, _dot, part = model.partition(".")
        if parameter not in specs or (part and part not in (specs[parameter].fields or {})):
            raise LookupError(f"{name} has no parameter {model}")


def registry() -> Mapping[tuple[str, str], Action]:
    """All modelled actions."""
    for module in _MODULES:
        import_module(f"..services.{module}", __package__)
    return _REGISTRY
