# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A KMS key as ECS and KMS see it."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._model.key import KeyType

from ..support import HOME, KEY, OWNER, key


@pytest.mark.parametrize(
    ("changes", "key_type"),
    [
        pytest.param({}, KeyType.CUSTOMER, id="made by an account"),
        pytest.param({"creator": "Ecs"}, KeyType.SERVICE, id="made by ECS"),
        pytest.param({"creator": "Oss"}, KeyType.SERVICE, id="made by another service"),
        pytest.param({"creator": ""}, KeyType.SERVICE, id="maker not reported"),
        pytest.param({"aliases": ("alias/acs/ecs",)}, KeyType.SERVICE, id="alias of the service key"),
        pytest.param({"aliases": ("alias/acs/ecs-mine",)}, KeyType.CUSTOMER, id="an alias like it"),
        pytest.param({"origin": "EXTERNAL"}, KeyType.CUSTOMER, id="imported material"),
    ],
)
def test_who_made_a_key_tells_its_kind(changes: dict[str, Any], key_type: KeyType) -> None:
    assert key(**changes).key_type is key_type


@pytest.mark.parametrize(
    ("arn", "account"),
    [(f"acs:kms:{HOME}:{OWNER}:key/{KEY}", OWNER), ("", ""), ("key-bj", ""), ("acs:kms:cn-beijing", "")],
)
def test_the_arn_tells_the_owner(arn: str, account: str) -> None:
    assert key(arn=arn).account_id == account


def test_the_result_has_lists_and_words() -> None:
    result = key(aliases=("alias/a",)).to_result()

    assert result["aliases"] == ["alias/a"]
    assert (result["key_id"], result["key_type"], type(result["key_type"])) == (KEY, "customer", str)
