# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The runner of every module: read the request, observe, decide, apply unless in check mode, answer.

This is the only place that reads check mode and the only one that turns errors into a failed task.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from ansible.module_utils.basic import AnsibleModule

from ._client.connection import CONNECTION_SPEC, Connection, all_secrets
from ._client.masks import Masks
from ._client.session import Session
from ._core.accounts import warnings_of
from ._core.failures import UNEXPECTED, unexpected
from ._core.remedies import sentence
from ._core.tables import visible
from ._model.errors import ApiError, ImageopsError, InvalidInput, MissingLibrary
from ._model.ranges import check_ranges

__all__ = ["Outcome", "Plan", "Session", "Steps", "run", "run_info"]


# Of a value that a message shows.
SHOWN_CHARACTERS = 60
# The error of what is refused before a request is read.
REFUSED = {"code": "InvalidInput", "request_id": "", "action": "", "option": ""}


class Plan(Protocol):
    """What `decide` gives: whether there is anything to do, and the state before and after for the diff."""

    @property
    def changed(self) -> bool:
        """Is anything to be written."""

    @property
    def has_work(self) -> bool:
        """Is there anything for `apply`, waiting included."""

    @property
    def before(self) -> Mapping[str, Any]:
        """What is."""

    @property
    def after(self) -> Mapping[str, Any]:
        """What will be."""


Request = TypeVar("Request")
Observed = TypeVar("Observed")
PlanT = TypeVar("PlanT", bound=Plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What `apply` gives: the return values, and the items that failed while the others were done."""

    values: Mapping[str, Any]
    failures: Mapping[str, Exception] = field(default_factory=dict)
    changed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Generic[Request, Observed, PlanT]):
    """The parts of a module that changes something.

    `request` checks the options (InvalidInput stops the run before anything is read), `observe` reads, `decide` is
    pure, `predict` gives the return values of check mode, `apply` writes.
    """

    request: Callable[[Mapping[str, Any]], Request]
    observe: Callable[[Session, Request], Observed]
    decide: Callable[[Request, Observed], PlanT]
    predict: Callable[[Request, PlanT], Mapping[str, Any]]
    apply: Callable[[Session, Request, PlanT], Outcome]


class Module(AnsibleModule):
    """AnsibleModule that knows what to hide before it checks anything."""

    def _load_params(self) -> None:
        super()._load_params()
        self.no_log_values = Masks()
        self.no_log_values.update(all_secrets(self.params))
        # Core's own message about such an item does not name the option, and some items crash it.
        for name, spec in self.argument_spec.items():
            if spec.get("elements") == "dict" and (fault := not_mappings(self.params.get(name), spec["options"])):
                self.fail_json(f"{name}: {fault}", error={**REFUSED, "option": name})

    def fail_json(self, msg: str, **values: Any) -> None:
        """Fail with a message that no terminal obeys. A refusal of core is bad input; its message names the option."""
        super().fail_json(visible(msg), **{"error": REFUSED, **values})


def not_mappings(value: Any, options: Mapping[str, Any]) -> str:
    """Say what is wrong with a value that must be a list of mappings with these options; empty if nothing is."""
    wanted = f"a mapping with {' and '.join(options)}"
    if value is None:
        return ""
    if not isinstance(value, list):
        return f"{repr(value)[:SHOWN_CHARACTERS]} is no list; give a list whose items are each {wanted}"
    for number, item in enumerate(value, start=1):
        if not isinstance(item, Mapping) or not all(isinstance(key, str) for key in item):
            return f"item {number} is {repr(item)[:SHOWN_CHARACTERS]}; give {wanted}"
    return ""


def argument_spec(options: Mapping[str, Any]) -> dict[str, Any]:
    """A module's own options with the connection's."""
    return {**CONNECTION_SPEC, **options}


def run(options: Mapping[str, Any], steps: Steps[Request, Observed, PlanT], **rules: Any) -> None:
    """Run a module that changes something. `rules` are AnsibleModule's (`required_one_of` and its kin)."""
    module = Module(argument_spec=argument_spec(options), supports_check_mode=True, **rules)

    def work(session: Session, request: Request) -> Outcome:
        plan = steps.decide(request, steps.observe(session, request))
        values: dict[str, Any] = {"diff": {"before": plan.before, "after": plan.after}} if module._diff else {}
        if module.check_mode or not plan.has_work:
            return Outcome(values={**values, **steps.predict(request, plan)}, changed=plan.changed)
        outcome = steps.apply(session, request, plan)
        changed = plan.changed if outcome.changed is None else outcome.changed
        return Outcome(values={**values, **outcome.values}, failures=outcome.failures, changed=changed)

    _answer(module, steps.request, work)


def run_info(
    options: Mapping[str, Any],
    request: Callable[[Mapping[str, Any]], Request],
    read: Callable[[Session, Request], Mapping[str, Any]],
    **rules: Any,
) -> None:
    """Run a module that only reads."""
    module = Module(argument_spec=argument_spec(options), supports_check_mode=True, **rules)

    def work(session: Session, wanted: Request) -> Outcome:
        return Outcome(values=read(session, wanted), changed=False)

    _answer(module, request, work)


def _answer(
    module: Module,
    read_request: Callable[[Mapping[str, Any]], Request],
    work: Callable[[Session, Request], Outcome],
) -> None:
    session: Session | None = None
    emulated: dict[str, Any] = {}
    try:
        connection = Connection.from_params(module.params)
        if connection.emulator_url:
            module.warn(connection.emulator_warning)
            emulated = {"emulator": True}
        check_ranges(module.params)
        request = read_request({**module.params, "region": connection.region})
        for text in warnings_of(module.params):
            module.warn(text)
        # Audit trails show who asked: the module, and whether it was only in check mode.
        agent = f"imageops.alicloud/{module._name.rpartition('.')[2]}{' check' if module.check_mode else ''}"
        session = Session(connection, agent)
        outcome = work(session, request)
    except ImageopsError as error:
        module.no_log_values.update(session.secrets if session else ())
        sent = _sent(session) if session else {"api_calls": {}}
        results = getattr(error, "results", {})
        module.fail_json(msg=sentence(error), error=describe(error), **results, **emulated, **sent)
        return
    except Exception as error:
        # A fault of ours, or an answer of the cloud in an unforeseen form. It is never silent.
        module.no_log_values.update(session.secrets if session else ())
        sent = _sent(session) if session else {"api_calls": {}}
        failed = {"code": UNEXPECTED, "request_id": "", "action": ""}
        module.fail_json(msg=unexpected(error), error=failed, exception=traceback.format_exc(), **emulated, **sent)
        return
    module.no_log_values.update(session.secrets)
    values = {**outcome.values, **emulated, "changed": bool(outcome.changed), **_sent(session)}
    if outcome.failures:
        listed = "; ".join(f"{name}: {sentence(error)}" for name, error in outcome.failures.items())
        first = next(iter(outcome.failures.values()))
        module.fail_json(msg=f"{len(outcome.failures)} failed. {listed}", error=describe(first), **values)
    module.exit_json(**values)


def _sent(session: Session) -> dict[str, Any]:
    """What every result says of the requests: how many of each action, and the ids of those that changed something.

    And where the keys came from, once a call was made.
    """
    written = session.request_ids
    known = {"credentials": session.credentials} if session.credentials else {}
    return {"api_calls": session.api_calls, **known, **({"request_ids": written} if written else {})}


def describe(error: Exception) -> dict[str, str | int]:
    """`error` of a failed task: what playbooks and tests may rely on instead of prose."""
    if isinstance(error, ApiError):
        return {"code": error.code, "request_id": error.request_id, "action": error.action, "status": error.status}
    if isinstance(error, InvalidInput):
        return {"code": "InvalidInput", "request_id": "", "action": "", "option": error.option}
    more = {"library": error.library, "python": error.python} if isinstance(error, MissingLibrary) else {}
    return {
        **more,
        "code": getattr(error, "code", type(error).__name__),
        "request_id": "",
        "action": getattr(error, "action", ""),
    }
