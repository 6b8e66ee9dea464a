# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every action answers alike. Source: the API pages' common errors."""

from __future__ import annotations

import pytest

from emulator.actions.declare import registry
from emulator.catalogue.catalogue import documented, find_error

from ..support import Harness

KEYS = sorted(registry())
each_action = pytest.mark.parametrize(("product", "action"), KEYS, ids=[name for _product, name in KEYS])
# What needs no permission at all, and what is judged by the role's trust as well.
FREE = {("sts", "GetCallerIdentity"), ("sts", "AssumeRole")}
REGIONAL = [name for product, name in KEYS if product == "ecs" and "RegionId" in documented()[product, name]]
DENIALS = {
    "cs": "Forbidden.RAM",
    "ecs": "Forbidden.RAM",
    "ess": "Forbidden.Unauthorized",
    "kms": "Forbidden.NoPermission",
    "oos": "NoPermission",
    "ram": "NoPermission",
    "resourcemanager": "NoPermission",
    "resourcesharing": "NoPermission",
}


def complete(product: str, action: str) -> dict[str, str]:
    """Something for every required parameter."""
    if action == "GetParameters":
        return {"Names": '["x"]'}
    given = {}
    for spec in documented()[product, action].values():
        if spec.required:
            suffix = {"RepeatList": ".1.Key" if spec.fields else ".1"}.get(spec.type, "")
            filler = {"Integer": "7", "Boolean": "true"}.get(spec.type, "x")
            given[spec.name + suffix] = "cn-beijing" if spec.name == "RegionId" else filler
    # An id or a name is needed, so neither is marked as required.
    either = documented()[product, action].get("LaunchTemplateId")
    names_one = "LaunchTemplate" in action and either is not None and either.type == "String"
    return {**given, "LaunchTemplateId": "x"} if names_one else given


@each_action
def test_an_unknown_access_key_is_not_found(emu: Harness, product: str, action: str) -> None:
    status, body = emu.acs3(product, action, complete(product, action), key="LTAI-none", secret="x")
    assert (status, body["Code"]) == (404, "InvalidAccessKeyId.NotFound")


@pytest.mark.parametrize("action", REGIONAL)
def test_an_unknown_region_is_not_found(emu: Harness, action: str) -> None:
    given = {**complete("ecs", action), "RegionId": "cn-nowhere"}
    status, body = emu.acs3("ecs", action, given, host="ecs.aliyuncs.com")
    code = registry()["ecs", action].unknown_region
    known = find_error("ecs", action, code)
    assert known is not None
    assert (status, body["Code"]) == (known.status, code)


@pytest.mark.parametrize(
    ("product", "action"),
    [key for key in KEYS if key not in FREE],
    ids=[name for key, name in KEYS if (key, name) not in FREE],
)
def test_a_user_without_policies_may_do_nothing(emu: Harness, product: str, action: str) -> None:
    """The pages of some KMS actions say 400 where others say 403."""
    emu.set(denied_instances="refuse")
    status, body = emu.acs3(product, action, complete(product, action), key="nobody")
    known = find_error(product, action, DENIALS[product])
    assert known is not None
    assert (status, body["Code"]) == (known.status, DENIALS[product])
    detail = body["AccessDeniedDetail"]
    assert (detail["AuthAction"], detail["NoPermissionType"]) == (f"{product}:{action}", "ImplicitDeny")


@pytest.mark.parametrize("product", ["ecs", "ess", "kms", "oos", "ram", "resourcemanager", "resourcesharing", "sts"])
def test_a_request_without_an_action_is_wrong(emu: Harness, product: str) -> None:
    status, body = emu.rpc(product, "", {})
    assert (status, body["Code"]) == (400, "InvalidParameter")
