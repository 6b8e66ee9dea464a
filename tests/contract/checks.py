# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Modules do what they document, and document what they do; each check returns what is wrong.

`wrong_in_target` can be asked about any target; `missing_in_suite` only after every target has run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.contract.documented import Documented
from tests.contract.seen import Request, Result, Seen

# Assuming a role belongs to the connection options of every module, everybody may ask who he is, and any module asks
# for the regions when it doubts the one that it was given.
NEED_NOT_BE_NAMED = frozenset({"ecs:DescribeRegions", "sts:AssumeRole", "sts:GetCallerIdentity"})
# Called and not named by the module's documentation: "<module>: <action>", with the reason.
NOT_NAMED: Mapping[str, str] = {}
# Actions that make no call of their own, so that no request shows a check mode.
CALLS_NOTHING = ("images_request", "images_step")
# Documented and never returned, or documented and never called, on the emulator: "<module>: <what>", with the reason.
NEVER_RETURNED: Mapping[str, str] = {
    "image_copy: under_way": "only between passes, as the long target image_copy_waiting asserts",
    "images_request: connection": "a result with it may hold secrets and is never shown, nor recorded",
    "images_step: pending": "an image is waited for: make test-events asserts it",
    "images_step: restored": "moving users takes minutes: the long target playbook_repoint_images asserts it",
    "images_step: retired": "retiring images takes minutes: the long target playbook_retire_images asserts it",
    "images_step: retired_left_out": "only of retirements with more images than a target has",
    "images_step: saved_gib": "retiring images takes minutes: the long target playbook_retire_images asserts it",
    "images_step: users": "moving users takes minutes: the long target playbook_repoint_images asserts it",
    "images_step: rows_left_out": "only of rollbacks with more rows than a target has",
}
NEVER_CALLED: Mapping[str, str] = {
    "account_calibration: ram:AttachPolicyToRole": "called where sharing needs the policy: make calibration",
    "account_calibration: ram:CreatePolicy": "called where sharing needs the policy: make calibration",
    "image_copy: ecs:CreateImage": "called by the module image, which system_disk_only runs",
    "image_copy: ecs:DescribeDisks": "called where an orphan snapshot names a disk, as forged ones do in tests/unit",
    "image_copy: kms:ListAliases": "called by the module kms_key_info, which system_disk_only runs",
    "oos_execution: ram:PassRole": "a permission that is no action of the API",
}

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "bool": bool,
    "dict": dict,
    "float": (float, int),
    "int": int,
    "list": list,
    "str": str,
}


def wrong_in_target(documented: Mapping[str, Documented], seen: Seen) -> list[str]:
    """Writes in check mode, and what is returned or called without being documented."""
    wrong = [
        f"{request.module} called {request.action} in check mode"
        for request in seen.requests
        if request.check and request.mutating
    ]
    for module in documented.values():
        wrong += undocumented_results(module, [item for item in seen.results if item.module == module.module])
        wrong += undocumented_actions(module, seen.requests)
    return list(dict.fromkeys(wrong))


def missing_in_suite(documented: Mapping[str, Documented], seen: Seen) -> list[str]:
    """What is documented and was never returned or called, and modules that no check mode was tried on."""
    missing: list[str] = []
    for module in documented.values():
        results = [item for item in seen.results if item.module == module.module]
        requests = [item for item in seen.requests if item.module == module.module]
        missing += never_returned(module, results)
        missing += [
            f"{module.module} documents {action} and never called it"
            for action in sorted(module.actions - {request.action for request in requests})
            if f"{module.module}: {action}" not in NEVER_CALLED
        ]
        if module.returns and module.module not in CALLS_NOTHING and not any(request.check for request in requests):
            missing.append(f"{module.module} was never run in check mode")
    return missing


def undocumented_actions(module: Documented, requests: Sequence[Request]) -> list[str]:
    """Actions that a module called and does not name."""
    called = {request.action for request in requests if request.module == module.module}
    return [
        f"{module.module} called {action}, which its documentation does not name"
        for action in sorted(called - module.actions - NEED_NOT_BE_NAMED)
        if f"{module.module}: {action}" not in NOT_NAMED
    ]


def undocumented_results(module: Documented, results: Sequence[Result]) -> list[str]:
    """Keys that RETURN lacks, values of another type, and keys that a success ought to have."""
    wrong: list[str] = []
    for result in results:
        wrong += [f"{module.module} returned {text}" for text in _differences(result.values, module.returns, "")]
        if result.succeeded:
            wrong += [f"{module.module} did not return {path}" for path in _absent(result.values, module.returns, "")]
    return list(dict.fromkeys(wrong))


def never_returned(module: Documented, results: Sequence[Result]) -> list[str]:
    """Keys of RETURN that no result had."""
    found = {path for result in results for path in _present(result.values, module.returns, "")}
    return [
        f"{module.module} documents {path} and never returned it"
        for path in _documented(module.returns, "")
        # What stands for a mapping stands for all in it.
        if path not in found and f"{module.module}: {path.partition('.')[0]}" not in NEVER_RETURNED
    ]


def _items(value: Any) -> list[Mapping[str, Any]]:
    """The mappings of a documented value that has `contains`: itself, or its elements."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _differences(values: Mapping[str, Any], documented: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, value in values.items():
        path, entry = f"{prefix}{name}", documented.get(name)
        if entry is None:
            yield f"{path}, which RETURN does not have"
            continue
        if not _is_of_type(value, entry["type"]):
            yield f"{path} as {type(value).__name__}, which RETURN calls {entry['type']}"
        if isinstance(value, list) and not all(_is_of_type(item, entry.get("elements", "raw")) for item in value):
            yield f"{path} with elements that are not {entry['elements']}"
        if "contains" in entry:
            for item in _items(value):
                yield from _differences(item, entry["contains"], f"{path}.")


def _absent(values: Mapping[str, Any], documented: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, entry in documented.items():
        if name not in values:
            if entry["returned"] in ("always", "success", "success or partial failure"):
                yield f"{prefix}{name}"
        elif "contains" in entry:
            for item in _items(values[name]):
                yield from _absent(item, entry["contains"], f"{prefix}{name}.")


def _present(values: Mapping[str, Any], documented: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name in values.keys() & documented.keys():
        yield f"{prefix}{name}"
        for item in _items(values[name]):
            yield from _present(item, documented[name].get("contains", {}), f"{prefix}{name}.")


def _documented(documented: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, entry in documented.items():
        yield f"{prefix}{name}"
        yield from _documented(entry.get("contains", {}), f"{prefix}{name}.")


def _is_of_type(value: Any, name: str) -> bool:
    if value is None or name not in TYPES:
        return True
    return isinstance(value, TYPES[name]) and (name == "bool" or not isinstance(value, bool))
