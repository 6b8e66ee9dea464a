# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Names of copies."""

from __future__ import annotations

import re

import pytest

from plugins.module_utils._copies.names import check_template, copy_name, expected_names, may_be_named
from plugins.module_utils._core.image_names import valid_name
from plugins.module_utils._model.errors import InvalidInput

from ..support import AWAY, image, wanted

TEMPLATE = "{name}-cmk"


def accepted_by_ecs(name: str) -> bool:
    """ECS: 2 to 128 English or Chinese letters, digits, . : _ -; a letter first, no aliyun or acs: first, no URL."""
    letters = "A-Za-z\u4e00-\u9fff"
    return (
        re.fullmatch(rf"[{letters}][{letters}0-9.:_-]{{1,127}}", name) is not None
        and not name.lower().startswith(("aliyun", "acs:"))
        and "http://" not in name
        and "https://" not in name
    )


@pytest.mark.parametrize(
    ("source", "name"),
    [
        pytest.param("web-1", "web-1-cmk", id="ordinary"),
        pytest.param("镜像", "镜像-cmk", id="Chinese"),
        pytest.param("Straße.1:a_b", "Stra-e.1:a_b-cmk", id="every kind of character"),
        pytest.param("web 1 (old)", "web-1-old--cmk", id="blanks and brackets"),
        pytest.param("1st", "image-1st-cmk", id="digit first"),
        pytest.param("_web", "image-_web-cmk", id="underscore first"),
        pytest.param("²web", "web-cmk", id="superscript first"),
        pytest.param("aliyun-web", "image-aliyun-web-cmk", id="reserved"),
        pytest.param("Aliyun-web", "image-Aliyun-web-cmk", id="reserved, other case"),
        pytest.param("acs:web", "image-acs:web-cmk", id="reserved with colon"),
        pytest.param("http://web", "web-cmk", id="URL"),
        pytest.param("a/https://web", "a-web-cmk", id="URL inside"),
        pytest.param("hthttp://tp://web", "http:-web-cmk", id="URL in a URL"),
        pytest.param("!!!", "cmk", id="nothing left of the name"),
        pytest.param("", "m-1-cmk", id="no name"),
        pytest.param("e\u0301tude", "e-tude-cmk", id="combining accent"),
        pytest.param("web\u202e1", "web-1-cmk", id="control character"),
        pytest.param("x" * 200, "x" * 128, id="too long"),
        pytest.param("镜" * 200, "镜" * 128, id="too long, Chinese"),
    ],
)
def test_the_copys_name_follows_the_template_and_ecs_takes_it(source: str, name: str) -> None:
    made = copy_name(TEMPLATE, wanted(image(name=source)), 1, ())

    assert made == name
    assert accepted_by_ecs(made)


@pytest.mark.parametrize(
    ("text", "name"), [("a", "image-a"), ("ab", "ab"), ("x" * 128, "x" * 128), ("x" * 129, "x" * 128)]
)
def test_a_name_that_is_long_enough_and_not_too_long_stays(text: str, name: str) -> None:
    assert valid_name(text) == name


@pytest.mark.parametrize("text", ["", "-", "a", "1", "_", "!", "aliyun", "acs:", "http://", "ac", "x" * 128, "x" * 129])
@pytest.mark.parametrize("suffix", ["", "-2", "-m-2ze0000000000000web1-2-17"])
def test_ecs_takes_every_name_and_its_suffix_is_never_cut(text: str, suffix: str) -> None:
    made = valid_name(text, suffix)

    assert accepted_by_ecs(made)
    assert made.endswith(suffix)


def test_the_template_knows_the_copy() -> None:
    made = copy_name("{id}.{region}.{key}.{attempt}", wanted(region=AWAY, key_id="key-sh"), 2, ())

    assert made == "m-1.cn-shanghai.key-sh.2"


@pytest.mark.parametrize(
    ("template", "attempt", "name"),
    [
        pytest.param(TEMPLATE, 1, "web-1-cmk", id="first"),
        pytest.param(TEMPLATE, 2, "web-1-cmk-2", id="second"),
        pytest.param("{name}.{attempt}", 2, "web-1.2", id="the template has it"),
    ],
)
def test_a_later_attempt_has_its_number_in_its_name(template: str, attempt: int, name: str) -> None:
    assert copy_name(template, wanted(), attempt, ()) == name


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        pytest.param({"other"}, "web-1-cmk", id="free"),
        pytest.param({"web-1-cmk"}, "web-1-cmk-m-1", id="taken"),
        pytest.param({"web-1-cmk", "web-1-cmk-m-1"}, "web-1-cmk-m-1-2", id="taken twice"),
        pytest.param({"web-1-cmk", "web-1-cmk-m-1", "web-1-cmk-m-1-2"}, "web-1-cmk-m-1-3", id="taken three times"),
    ],
)
def test_a_taken_name_is_made_unique(taken: set[str], name: str) -> None:
    assert copy_name(TEMPLATE, wanted(), 1, taken) == name


def test_a_long_taken_name_is_made_unique_within_128_characters() -> None:
    want = wanted(image(name="x" * 200))
    first = copy_name(TEMPLATE, want, 1, ())
    second = copy_name(TEMPLATE, want, 1, {first})
    third = copy_name(TEMPLATE, want, 1, {first, second})

    assert len({first, second, third}) == 3
    assert accepted_by_ecs(second)
    assert accepted_by_ecs(third)


def test_the_same_request_gets_the_same_name_whatever_else_is_there() -> None:
    names = {copy_name(TEMPLATE, wanted(), 1, taken) for taken in ((), {"a"}, {"web-1", "web-1-cmk-m-1"})}

    assert names == {"web-1-cmk"}


def test_the_names_that_copies_can_have_are_known_with_their_attempts() -> None:
    assert expected_names(TEMPLATE, wanted(), 2) == {
        "web-1-cmk": 1,
        "web-1-cmk-m-1": 1,
        "web-1-cmk-2": 2,
        "web-1-cmk-m-1-2": 2,
    }


def test_a_fixed_name_for_many_copies_is_made_unique_by_the_source() -> None:
    first = copy_name("golden", wanted(image(image_id="m-1")), 1, ())
    second = copy_name("golden", wanted(image(image_id="m-2")), 1, {first})

    assert (first, second) == ("golden", "golden-m-2")


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        pytest.param(
            "{owner}", r"uses the unknown field {owner}\. Use {name}, {id}, {region}, {key}, {attempt}", id="unknown"
        ),
        pytest.param("{}", r"uses the unknown field {}", id="unnamed"),
        pytest.param("{0}", r"uses the unknown field {0}", id="numbered"),
        pytest.param("{name.__class__}", r"uses the unknown field {name.__class__}", id="an attribute"),
        pytest.param("{name", r"is not a template", id="open brace"),
        pytest.param("name}", r"is not a template", id="closing brace"),
    ],
)
def test_a_wrong_template_is_refused(template: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^name: {re.escape(repr(template))} {problem}"):
        check_template("name", template)


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("{attempt:z}", id="format a number does not have"),
        pytest.param("{name:d}", id="text as a number"),
        pytest.param("{name!x}", id="unknown conversion"),
        pytest.param("{name:{owner}}", id="field in a format"),
    ],
)
def test_a_template_whose_format_fails_is_refused_before_it_is_used(template: str) -> None:
    with pytest.raises(InvalidInput, match=r"^name: "):
        check_template("name", template)


@pytest.mark.parametrize("template", ["{name}-cmk", "golden", "{{x}}-{id}", "{name!s}", "{name:>10}", "{attempt:02}"])
def test_a_good_template_is_taken_and_gives_a_name(template: str) -> None:
    check_template("name", template)

    assert accepted_by_ecs(copy_name(template, wanted(), 1, ()))


def fits(template: str, name: str, attempt: int = 1) -> bool:
    return may_be_named(template, name, source_image_id="m-1", region=AWAY, key="key-1", attempt=attempt)


@pytest.mark.parametrize(
    "template", [TEMPLATE, "{name}", "{region}_{id}-{attempt}", "gold {name} (x)", "{name}-{key:.3}-cmk"]
)
@pytest.mark.parametrize("source", ["web-1", "1st", "web 1 (old)", "x" * 140])
@pytest.mark.parametrize("attempt", [1, 2])
def test_every_name_that_a_copy_can_have_is_known_without_its_source(template: str, source: str, attempt: int) -> None:
    want = wanted(image(name=source), region=AWAY)
    plain = copy_name(template, want, attempt, ())
    longer = copy_name(template, want, attempt, (plain,))

    for name in (plain, longer, copy_name(template, want, attempt, (plain, longer))):
        assert may_be_named(template, name, source_image_id="m-1", region=AWAY, key=want.kms_key_id, attempt=attempt)


@pytest.mark.parametrize("name", ["web-1", "web-1-cmk-new", "web-1-cmk-m-2", "cmk"])
def test_a_name_that_no_copy_can_have_is_known_too(name: str) -> None:
    assert not fits(TEMPLATE, name)
    assert not fits(TEMPLATE, f"{name}-2", attempt=2)


@pytest.mark.parametrize("template", [TEMPLATE, "{name}-{key}-{attempt}"])
def test_attempts_of_a_name_that_has_to_be_cut_have_names_of_their_own(template: str) -> None:
    want = wanted(image(name="x" * 128))
    names = expected_names(template, want, 3)
    taken = {"x" * 128}
    for attempt in (1, 2, 3):
        name = copy_name(template, want, attempt, taken)
        taken.add(name)
        assert names[name] == attempt
