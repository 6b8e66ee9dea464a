# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What surveys, YAML and people write becomes typed values, or is refused by the name that they wrote."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._variables.declared import BY_NAME
from plugins.module_utils._variables.forms import QUOTE, is_given, read_value


def read(name: str, value: Any) -> Any:
    return read_value(BY_NAME[name], name, value)


@pytest.mark.parametrize(
    ("value", "given"),
    [
        (None, False),
        ("", False),
        (" \r\n ", False),
        ([], False),
        (["", " ", None], False),
        ({}, False),
        ("a", True),
        (0, True),
        (False, True),
        (["", "a"], True),
        ({"a": None}, True),
    ],
)
def test_blanks_are_not_given(value: Any, given: bool) -> None:
    assert is_given(value) is given


@pytest.mark.parametrize(
    ("name", "value", "typed"),
    [
        pytest.param("images_ids", ["m-1", " m-2 ", ""], ["m-1", "m-2"], id="list"),
        pytest.param("images_ids", '["m-1", "m-2"]', ["m-1", "m-2"], id="list as JSON text"),
        pytest.param("images_ids", "[]", [], id="empty list as JSON text"),
        pytest.param("images_ids", "m-1, m-2\uff0cm-3\u3001m-4", ["m-1", "m-2", "m-3", "m-4"], id="commas"),
        pytest.param("images_ids", "m-1\r\n m-2 \r\n\r\n", ["m-1", "m-2"], id="survey's text area"),
        pytest.param("images_ids", "m-1,m-1", ["m-1"], id="twice"),
        pytest.param("images_names", "[ab]*", ["[ab]*"], id="glob with a bracket is not JSON"),
        pytest.param("images_names", "[ab]*, web-[0-9]", ["[ab]*", "web-[0-9]"], id="globs with brackets"),
        pytest.param("images_families", 14, ["14"], id="number in a list of text"),
        pytest.param("images_families", [True, date(2025, 1, 31)], ["true", "2025-01-31"], id="odd scalars in a list"),
        pytest.param("images_share_accounts", 2000000000000002, ["2000000000000002"], id="account as number"),
        pytest.param("images_share_accounts", "[2000000000000002]", ["2000000000000002"], id="account as JSON number"),
        pytest.param("images_share_accounts", "0123", ["0123"], id="short account as text"),
        pytest.param("images_owners", "shared, 2000000000000002", ["shared", "2000000000000002"], id="owners"),
        pytest.param("images_tags", {"k": True, "n": 1, "any": None}, {"k": "true", "n": "1", "any": None}, id="tags"),
        pytest.param("images_tags", "a=b\r\nc = d\uff0ce=", {"a": "b", "c": "d", "e": ""}, id="tags as lines"),
        pytest.param("images_tags", '{"a": "b, c"}', {"a": "b, c"}, id="tags as JSON text"),
        pytest.param("images_kms_key_id", "alias/image-share", "alias/image-share", id="alias"),
        pytest.param("images_kms_key_id", " key-1 ", "key-1", id="key id"),
        pytest.param("images_kms_key_id", "acs:kms:cn-beijing:1:key/key-1", "acs:kms:cn-beijing:1:key/key-1", id="ARN"),
        pytest.param("images_kms_key_id", "cn-beijing=key-1", {"cn-beijing": "key-1"}, id="keys as lines"),
        pytest.param("images_kms_key_id", '{"cn-beijing": "key-1"}', {"cn-beijing": "key-1"}, id="keys as JSON text"),
        pytest.param("images_kms_key_id", {"cn-beijing": "key-1", "cn-wuhan": ""}, {"cn-beijing": "key-1"}, id="keys"),
        pytest.param("images_all", "true", True, id="true as text"),
        pytest.param("images_all", " Yes ", True, id="yes as text"),
        pytest.param("images_all", "off", False, id="off as text"),
        pytest.param("images_all", 0, False, id="0"),
        pytest.param("images_all", True, True, id="true"),
        pytest.param("images_pass_seconds", "7", 7, id="number as text"),
        pytest.param("images_pass_seconds", 0, 0, id="number"),
        pytest.param("images_run", 14, "14", id="run as number"),
        pytest.param("images_run", 20251130, "20251130", id="run like a day"),
        pytest.param("images_run", date(2025, 1, 31), "2025-01-31", id="run as date"),
        pytest.param("images_run", True, "true", id="run as truth"),
        pytest.param("images_run", "0123", "0123", id="run with a zero"),
        pytest.param("images_created_after", date(2025, 1, 31), "2025-01-31", id="date"),
        pytest.param("images_created_after", "2025-01-31T08:00:00Z", "2025-01-31T08:00:00Z", id="time"),
        pytest.param(
            "images_created_after", datetime(2025, 1, 31, 8, tzinfo=UTC), "2025-01-31T08:00:00+00:00", id="YAML's time"
        ),
        pytest.param("images_regions", "all", ["all"], id="every region"),
        pytest.param("images_regions", "cn-beijing\nap-southeast-1", ["cn-beijing", "ap-southeast-1"], id="regions"),
        pytest.param(
            "images_consumer_role_arns",
            "2000000000000002=acs:ram::2000000000000002:role/viewer",
            {"2000000000000002": "acs:ram::2000000000000002:role/viewer"},
            id="roles as lines",
        ),
        pytest.param(
            "images_consumer_launch",
            {2000000000000002: {"vswitch_id": "vsw-1"}},
            {"2000000000000002": {"vswitch_id": "vsw-1"}},
            id="mapping with a number as key",
        ),
        pytest.param("images_price_per_gib_month", "0.12", 0.12, id="price as text"),
        pytest.param("images_price_per_gib_month", 0.12, 0.12, id="price as a number"),
        pytest.param("images_price_per_gib_month", 2, 2.0, id="whole price"),
        pytest.param("images_fail_on", "needs_copy\nblocked", ["needs_copy", "blocked"], id="choices"),
        pytest.param(
            "images_repoint", "[launch_templates, scaling]", ["launch_templates", "scaling"], id="YAML's list"
        ),
        pytest.param("images_names", "[ab]*", ["[ab]*"], id="a glob with brackets"),
        pytest.param("images_access_key_secret", " secret\n", "secret", id="secret with a newline"),
    ],
)
def test_a_value_is_read_however_it_is_written(name: str, value: Any, typed: Any) -> None:
    assert read(name, value) == typed


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("images_all", "maybe", "images_all: 'maybe' is neither true nor false. Give true or false."),
        ("images_all", 2, "images_all: 2 is neither true nor false"),
        ("images_all", [True], "images_all: [True] is neither true nor false"),
        ("images_price_per_gib_month", "0,12", "images_price_per_gib_month: '0,12' is not a number. Give digits, with"),
        ("images_price_per_gib_month", -1, "images_price_per_gib_month: -1 is not a number"),
        ("images_price_per_gib_month", True, "images_price_per_gib_month: True is not a number"),
        ("images_price_per_gib_month", "1.", "images_price_per_gib_month: '1.' is not a number"),
        ("images_price_per_gib_month", "nan", "images_price_per_gib_month: 'nan' is not a number"),
        ("images_price_per_gib_month", 10**7, "is too large. Give at most 1000000."),
        ("images_pass_seconds", "1m", "images_pass_seconds: '1m' is not a whole number"),
        ("images_pass_seconds", True, "images_pass_seconds: True is not a whole number"),
        ("images_pass_seconds", 1.5, "images_pass_seconds: 1.5 is not a whole number"),
        ("images_pass_seconds", -1, "images_pass_seconds: -1 is too small. Give at least 0."),
        ("images_pass_seconds", 10**9, "is too large. Give at most 86400."),
        ("images_pass_seconds", "9" * 30, "is not a whole number"),
        ("images_max_copy_attempts", 0, "images_max_copy_attempts: 0 is too small. Give at least 1."),
        ("images_share_accounts", 83, f"a leading zero may be lost. {QUOTE}"),
        ("images_share_accounts", [1.0e15], "a leading zero may be lost"),
        ("images_share_accounts", True, "a leading zero may be lost"),
        ("images_share_accounts", "shop", "images_share_accounts: 'shop' is not an account id"),
        ("images_share_accounts", "\uff11\uff12", "is not an account id"),
        ("images_share_accounts", "1,1", "images_share_accounts: '1' is given more than once"),
        ("images_share_accounts", {"a": 1}, "is a mapping, not a list"),
        ("images_ids", [["m-1"]], "images_ids: ['m-1'] is a list, not a text"),
        ("images_ids", '["m-1",', "images_ids: '[\"m-1\",' is not JSON"),
        ("images_owners", "somebody", "images_owners: 'somebody' is no owner"),
        ("images_region", "evil.com#", "images_region: 'evil.com#' is not a region's id. Write ids like cn-beijing."),
        ("images_region", "all", "images_region: 'all' is not a region's id"),
        ("images_regions", "cn-beijing, Beijing", "images_regions: 'Beijing' is not a region's id"),
        ("images_destination_regions", "all", "images_destination_regions: 'all' is not a region's id"),
        ("images_kms_key_id", "my key", "images_kms_key_id: 'my key' is not a KMS key's id, ARN or alias"),
        ("images_kms_key_id", "acs:kms:cn-beijing:key-1", "is not a KMS key's id, ARN or alias"),
        ("images_kms_key_id", 1234, "images_kms_key_id: 1234 arrived as a number, which no key is"),
        ("images_kms_key_id", {"Beijing": "key-1"}, "images_kms_key_id: 'Beijing' is not a region's id"),
        ("images_kms_key_id", '{"cn-beijing":', "images_kms_key_id: '{\"cn-beijing\":' is not JSON"),
        ("encrypt_instances_kms_key_id", {"cn-beijing": "key-1"}, "is a mapping, not a key. Give one text."),
        ("images_tags", "web", "images_tags: 'web' has no key=value"),
        ("images_tags", "[" * 100000, "has no key=value"),
        ("images_tags", '{"a":' * 100000, "is not JSON"),
        ("images_tags", {"a": ["b"]}, "images_tags: ['b'] is a list, not a text"),
        ("images_run", 1.1, "images_run: '1.1' arrived as a number, which may have been another text"),
        ("images_run", datetime(2025, 1, 31, tzinfo=UTC), "arrived as a time, which may have been another text"),
        ("images_run", ["a"], "images_run: ['a'] is a list, not a run name"),
        ("images_created_after", "soon", "images_created_after: 'soon' is not a date or time"),
        ("images_names", "web-[0-9", "images_names: 'web-[0-9' has a [ without its ]"),
        ("images_fail_on", "need_copy", "Did you mean needs_copy?"),
        ("images_statuses", "available", "images_statuses: 'available' is not one of its values. Give Available, "),
        ("images_report_dir", "a\x00b", "images_report_dir: 'a\\x00b' has the control character U+0000"),
        ("images_report_dir", "a\u202eb", "images_report_dir: 'a\\u202eb' has the control character U+202E"),
        ("images_report_dir", "a\nb", "images_report_dir: 'a\\nb' cannot be a path"),
        ("images_report_dir", "a" * 20000, "cannot be a path"),
        ("images_consumer_role_arns", {"2000000000000002": "viewer"}, "'viewer' is not a role's ARN"),
        ("images_consumer_role_arns", {83: "acs:ram::83:role/viewer"}, "a leading zero may be lost"),
        ("images_consumer_profiles", {"2000000000000002": 5}, "5 is neither text nor a mapping"),
        ("images_consumer_launch", {"2000000000000002": 5}, "5 is not a mapping"),
        ("images_consumer_launch", {"2000000000000002": {"cn-beijing": 5}}, "5 is no instance"),
        ("images_consumer_launch", {"2000000000000002": {"instance_typ": {}}}, "is not a region's id"),
        (
            "images_consumer_launch",
            {"2000000000000002": {"cn-beijing": {"instance_type": "t", "vswitch": "vsw-1"}}},
            "'vswitch' is not known of an instance",
        ),
        (
            "images_consumer_launch",
            {"2000000000000002": {"instance_type": "t", "start": "yes"}},
            "'yes' is neither true nor false. Give start: true, or leave it out.",
        ),
        ("images_access_key_secret", ["s3cr3t"], "images_access_key_secret: '(secret)' is not a text. Give text."),
    ],
)
def test_what_cannot_work_is_refused_by_its_name(name: str, value: Any, says: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(says)) as caught:
        read(name, value)
    assert caught.value.option == name
    assert str(caught.value).startswith(f"{name}: ")


@pytest.mark.parametrize("run", ["14", "nightly 2025", "a" * 128, "\u5e74" * 85, ".hidden", "20251130T001746Z", "a:b"])
def test_a_run_name_is_what_a_tag_and_a_directory_can_be(run: str) -> None:
    assert read("images_run", run) == run


@pytest.mark.parametrize(
    ("run", "says"),
    [
        ("a" * 129, "has 129 characters, more than a tag can hold"),
        ("acs:a", "begins with acs: or aliyun"),
        ("Aliyun-1", "begins with acs: or aliyun"),
        ("see http://a", "holds http:// or https://"),
        ("HTTPS://a", "holds http:// or https://"),
        ("a/b", "cannot be the name of a directory"),
        ("a\\b", "cannot be the name of a directory"),
        (".", "cannot be the name of a directory"),
        ("..", "cannot be the name of a directory"),
        ("a\nb", "cannot be the name of a directory"),
        ("latest", "cannot be the name of a directory"),
        ("\u5e74" * 86, "cannot be the name of a directory"),
        ("a\x07", "has the control character U+0007"),
    ],
)
def test_a_run_name_that_nothing_can_bear_is_refused(run: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(says)):
        read("images_run", run)
