# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the cloud would refuse is refused before the first write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plugins.module_utils._core import written
from plugins.module_utils._model.errors import InvalidInput

ALLOW = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}
KEY_ALLOW = {**ALLOW, "Principal": {"RAM": ["acs:ram::1:root"]}}


def document(*statements: Any, version: Any = "1") -> dict[str, Any]:
    return {"Version": version, "Statement": list(statements)}


REFUSED: list[tuple[Callable[..., None], list[Any]]] = [
    (written.check_run, ["x" * 129, "acs:x", "ALIYUN-x", "a http://b", "a/b", "a\\b", "a\nb", ".", "latest",
                         "本" * 100]),
    (written.check_tags, [{"": "a"}, {"k" * 129: ""}, {"Aliyun": ""}, {"k": "acs:a"}, {"k": "see https://a"},
                          {"k": "v" * 129}, {str(number): "" for number in range(21)}]),
    (written.check_key_tags, [{"a b": ""}, {"a": "ö"}, {"acs:a": ""}]),
    (written.check_resource_group, ["images", "rg-", "rg-a b", "rg-" + "x" * 62]),
    (written.check_family, ["a", "1a", "a b", "acs:a", "x" * 129]),
    (written.check_description, ["a", "http://a", "x" * 257]),
    (written.check_key_alias, ["a", "alias/", "alias/a b", "alias/" + "x" * 123]),
    (written.check_key_description, ["x" * 8193]),
    (written.check_role_name, ["", "a_b", "x" * 65]),
    (written.check_policy_name, ["", "a.b", "x" * 129]),
    (written.check_policy, [{}, document(), document(ALLOW, version="2"), document("Allow"), document(1),
                            document({**ALLOW, "Effect": "allow"}), document({"Effect": "Allow", "Action": "a:b"}),
                            document({**ALLOW, "NotAction": "a:b"}), document({**ALLOW, "Resource": ["*"] * 2000})]),
    (written.check_key_policy, [{}, document(ALLOW), document({**KEY_ALLOW, "Resource": ["*"] * 9000})]),
]  # fmt: skip
TAKEN: list[tuple[Callable[..., None], list[Any]]] = [
    (written.check_run, ["", "x" * 128, "20261130T001746Z", "本" * 85]),
    (written.check_tags, [{}, {"k" * 128: "v" * 128}, {"team": ""}, {str(number): "" for number in range(20)}]),
    (written.check_key_tags, [{"a/b": "c.d+e=f:g@h-i_j\\k"}]),
    (written.check_resource_group, ["", "rg-acfmxsn4m4abcde"]),
    (written.check_family, ["", "web", "鏡像-1"]),
    (written.check_description, ["", "ab", "x" * 256, "see http://a"]),
    (written.check_key_alias, ["alias/" + "x" * 122, "alias/a/b_c-d"]),
    (written.check_key_description, ["", "x" * 8192]),
    (written.check_role_name, ["AliyunECSShareEncryptImageDefaultRole", "a.b-c"]),
    (written.check_policy_name, ["a-b", "x" * 128]),
    (written.check_policy, [document(ALLOW), document({"Effect": "Deny", "NotAction": "a:b", "NotResource": ["*"]})]),
    (written.check_key_policy, [document(KEY_ALLOW)]),
]


def pairs(table: list[tuple[Callable[..., None], list[Any]]]) -> list[Any]:
    return [
        pytest.param(check, value, id=f"{check.__name__} {str(value)[:30]!r}")
        for check, values in table
        for value in values
    ]


@pytest.mark.parametrize(("check", "value"), pairs(REFUSED))
def test_what_the_cloud_refuses_is_refused_by_its_option(check: Callable[..., None], value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        check("the_option", value)
    assert refused.value.option == "the_option"
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize(("check", "value"), pairs(TAKEN))
def test_what_the_cloud_takes_is_taken(check: Callable[..., None], value: Any) -> None:
    check("the_option", value)


def test_tags_are_written_as_yaml_writes_them() -> None:
    assert written.tag_texts("tags", {"keep": True, "count": 3, "empty": None, 7: "x"}) == {
        "keep": "true", "count": "3", "empty": "", "7": "x",
    }  # fmt: skip


@pytest.mark.parametrize("value", [["a"], {"a": "b"}, ()])
def test_a_tag_of_another_shape_is_refused(value: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^tags: .* the tag team can be nothing else"):
        written.tag_texts("tags", {"team": value})
