# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Can a key encrypt copies that are to be shared."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plugins.module_utils._keys.target import check_target_key, check_target_name
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.key import Key

from ..support import AWAY, CONSUMER, HOME, KEY, OWNER, key, refusal_of

OWN_ARN = f"acs:kms:{HOME}:{OWNER}:key/{KEY}"


def refusal(check: Callable[[], object]) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        check()
    return caught.value


@pytest.mark.parametrize(
    ("name", "problem", "remedy"),
    [
        pytest.param("alias/acs/ecs", "is the ECS service key", "customer master key", id="service key by alias"),
        pytest.param(
            f"acs:kms:{HOME}:{CONSUMER}:alias/k",
            f"is an alias of account {CONSUMER}",
            "aliases do not cross accounts",
            id="another account's alias",
        ),
        pytest.param(
            f"acs:kms:{AWAY}:{CONSUMER}:key/k",
            f"is in {AWAY}, not in {HOME}",
            f"give a key of {HOME}",
            id="another account's key of another region",
        ),
        pytest.param(
            f"acs:kms:{AWAY}:{OWNER}:key/k",
            f"is in {AWAY}, not in {HOME}",
            f"give a key of {HOME}",
            id="another region's key",
        ),
    ],
)
def test_a_key_that_is_wrong_by_its_name_is_refused(name: str, problem: str, remedy: str) -> None:
    error = refusal(lambda: check_target_name("kms_key_id", name, HOME, OWNER))

    assert str(error).startswith(f"kms_key_id: {name!r} {problem}")
    assert remedy in str(error)
    assert error.option == "kms_key_id"


@pytest.mark.parametrize("name", [KEY, "alias/image-share", OWN_ARN, f"acs:kms:{HOME}:{OWNER}:alias/image-share"])
def test_an_own_key_may_be_given_by_id_alias_or_arn(name: str) -> None:
    assert refusal_of(lambda: check_target_name("kms_key_id", name, HOME, OWNER)) == ""


@pytest.mark.parametrize(
    ("found", "problem", "remedy"),
    [
        pytest.param(None, f"is not found in {HOME}", f"a key of {HOME}", id="not there"),
        pytest.param(key(creator="Ecs"), "is a service key (made by Ecs)", "customer master key", id="service key"),
        pytest.param(key(aliases=("alias/acs/ecs",)), "is a service key", "customer master key", id="by its alias"),
        pytest.param(key(spec="RSA_2048"), "has spec RSA_2048", "Aliyun_AES_256 or Aliyun_SM4", id="asymmetric"),
        pytest.param(
            key(usage="SIGN/VERIFY"), "and usage SIGN/VERIFY", "Aliyun_AES_256 or Aliyun_SM4", id="for signatures"
        ),
        pytest.param(key(state="Disabled"), "is Disabled", "Enable it in KMS", id="disabled"),
        pytest.param(key(state="PendingDeletion"), "is PendingDeletion", "give another key", id="going"),
        pytest.param(key(state="PendingImport"), "is PendingImport", "give another key", id="no material"),
        pytest.param(key(state=""), "is  and cannot", "give another key", id="state not reported"),
    ],
)
def test_a_key_that_ecs_cannot_encrypt_with_is_refused(found: Key | None, problem: str, remedy: str) -> None:
    error = refusal(lambda: check_target_key("kms_key_id", "alias/mine", found, HOME))

    assert str(error).startswith("kms_key_id: 'alias/mine' ")
    assert problem in str(error)
    assert remedy in str(error)


@pytest.mark.parametrize(
    "good", [key(), key(spec="Aliyun_SM4"), key(origin="EXTERNAL"), key(instance_id="")], ids=lambda one: one.spec
)
def test_an_enabled_symmetric_customer_key_is_taken(good: Key) -> None:
    assert check_target_key("kms_key_id", "alias/mine", good, HOME) is good
