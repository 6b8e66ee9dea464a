# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The table of reasons."""

from __future__ import annotations

import itertools
import re
import string

import pytest

from plugins.module_utils._core.copy_reasons import COPY_RULES
from plugins.module_utils._core.reasons import RULES, WEIGHT, gravest_first, reason, verdict_of
from plugins.module_utils._model.image import Verdict

FIELDS = ("owner", "status", "key", "spec", "state", "snapshot", "permission", "role", "account", "region", "product")
# What image_copy says about its copies.
COPY_FIELDS = ("image", "images", "disks", "wanted", "attribute", "value", "source", "tag", "tags", "group", "disk")
TIMES = ("taken", "limit")
# What encryption_plan says about instances, and reports about shares.
INSTANCE_FIELDS = ("execution", "category", "categories", "disk_status", "locks", "time")
SHARE_FIELDS = ("source_region", "targets", "why", "doubt", "caller")
LAUNCH_FIELDS = ("seconds", "sign", "disk", "wanted")
# What modules say about users of images that are to launch from others.
USER_FIELDS = (
    "cluster",
    "task",
    "nodes",
    "old",
    "latest",
    "version",
    "oldest",
    "base",
    "fields",
    "users",
    "found",
    "groups",
    "planned",
    "new",
    "created",
    "before",
    "other",
    "families",
    "into",
)
# What is said about old images.
RETIRE_FIELDS = ("kinds", "run", "second", "since", "due", "snapshots")
VALUES = {
    name: f"<{name}>"
    for name in (
        *FIELDS,
        *COPY_FIELDS,
        *TIMES,
        *INSTANCE_FIELDS,
        *LAUNCH_FIELDS,
        *USER_FIELDS,
        *RETIRE_FIELDS,
        *SHARE_FIELDS,
        "count",
        "device",
        "quota",
        "accounts",
        "error",
        "family",
        "kind",
        "library",
    )
}


@pytest.mark.parametrize("code", RULES)
def test_every_reason_says_what_is_and_what_to_do(code: str) -> None:
    made = reason(code, **VALUES)

    assert made.message
    assert made.remedy.endswith(".") or (RULES[code].cause and not made.remedy)
    assert not re.search(r"[{}]", made.message + made.remedy)


@pytest.mark.parametrize("code", RULES)
def test_a_reason_shows_every_value_it_is_given(code: str) -> None:
    rule = RULES[code]
    fields = {name for _text, name, _spec, _conversion in string.Formatter().parse(rule.message + rule.remedy) if name}
    made = reason(code, **VALUES)

    assert fields <= set(VALUES)
    assert {name for name in VALUES if f"<{name}>" in made.message + made.remedy} == fields


@pytest.mark.parametrize("name", COPY_RULES)
def test_a_reason_of_copies_has_a_public_code_whose_cause_the_guide_says(name: str) -> None:
    code = reason(name, **VALUES).code

    assert code == COPY_RULES[name].code or code == name
    assert COPY_RULES[code].cause.endswith(".")


def test_the_gravest_reason_comes_first_and_notes_last() -> None:
    codes = ["key_outside_instance", "service_key", "key_not_found", "deprecated"]
    for order in itertools.permutations(codes):
        listed = gravest_first(reason(code, **VALUES) for code in order)

        assert [item.code for item in listed] == ["deprecated", "key_not_found", "service_key", "key_outside_instance"]


def test_a_reason_of_two_disks_is_told_once() -> None:
    assert len(gravest_first([reason("service_key")] * 2)) == 1


def test_reasons_about_different_keys_are_both_told() -> None:
    assert len(gravest_first([reason("key_disabled", key="a"), reason("key_disabled", key="b")])) == 2


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [
        pytest.param([], Verdict.SHAREABLE, id="nothing against it"),
        pytest.param(["key_outside_instance", "not_encrypted"], Verdict.SHAREABLE, id="only notes"),
        pytest.param(["service_key", "key_outside_instance"], Verdict.NEEDS_COPY, id="wrong key"),
        pytest.param(["service_key", "key_not_found"], Verdict.UNKNOWN, id="unknown outweighs a copy"),
        pytest.param(["key_not_found", "service_key", "deprecated"], Verdict.BLOCKED, id="blocked outweighs all"),
    ],
)
def test_the_gravest_reason_decides(codes: list[str], verdict: Verdict) -> None:
    assert verdict_of(reason(code, **VALUES) for code in codes) is verdict


def test_every_verdict_but_shareable_has_a_weight() -> None:
    assert {*WEIGHT, Verdict.SHAREABLE} == set(Verdict)


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if not rule.cause and not rule.code])
def test_a_message_goes_on_after_an_image_where_its_rule_says_so(code: str) -> None:
    begins_with_a_verb = RULES[code].message.split()[0] in {"is", "has", "belongs", "would", "reaches"}

    assert RULES[code].is_of_image is begins_with_a_verb
