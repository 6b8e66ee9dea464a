# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What kms_key is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._keys.request import read_request
from plugins.module_utils._keys.values import KeyRequest
from plugins.module_utils._model.errors import InvalidInput

PARAMS: dict[str, Any] = {
    "region": "cn-beijing",
    "alias": "image-share",
    "kms_instance_id": "kst-1",
    "allow_default_key": False,
    "spec": "Aliyun_AES_256",
    "description": None,
    "tags": {},
    "deletion_protection": None,
    "policy": None,
}
REQUEST = KeyRequest(region="cn-beijing", alias="alias/image-share", spec="Aliyun_AES_256", instance_id="kst-1")


@pytest.mark.parametrize("alias", ["image-share", "alias/image-share", " alias/image-share "])
def test_an_alias_may_be_written_with_or_without_its_prefix(alias: str) -> None:
    assert read_request({**PARAMS, "alias": alias}) == REQUEST


@pytest.mark.parametrize(
    ("change", "option", "remedy"),
    [
        pytest.param({"kms_instance_id": None}, "kms_instance_id", "allow_default_key: true", id="no instance"),
        pytest.param({"kms_instance_id": ""}, "kms_instance_id", "Give the KMS instance", id="an empty instance"),
        pytest.param({"alias": "alias/acs/ecs"}, "alias", "an alias of your own", id="a service's alias"),
        pytest.param({"region": ""}, "region", "Give region", id="no region"),
    ],
)
def test_what_cannot_be_made_is_refused(change: dict[str, Any], option: str, remedy: str) -> None:
    with pytest.raises(InvalidInput, match=remedy) as caught:
        read_request({**PARAMS, **change})

    assert caught.value.option == option


def test_a_key_outside_an_instance_can_be_allowed() -> None:
    request = read_request({**PARAMS, "kms_instance_id": None, "allow_default_key": True})

    assert request.instance_id == ""
