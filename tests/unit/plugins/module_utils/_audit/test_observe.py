# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Audits, against the emulator."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from plugins.module_utils._audit.observe import audit, read_defaults
from plugins.module_utils._audit.request import AuditRequest
from plugins.module_utils._images.selection import Selection
from plugins.module_utils._model.errors import Denied, InvalidInput
from plugins.module_utils._share_role.observe import read_trust

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import AWAY, CONSUMER, HOME, OWNER
from ..world import WORLD, all_but, allow

STRANGER = "3000000000000000"


def request(**more: Any) -> AuditRequest:
    given = {"selection": Selection(owners=("self",)), "may_miss": False, "region": HOME, "regions": (HOME,)}
    return AuditRequest(**{**given, **more})


def reset(emu: Harness, policies: list[Any] | None = None, roles: Any = None, **regions: Any) -> None:
    """The world with other regions, or with other rights of the operator."""
    owner = WORLD["accounts"][OWNER]
    users = owner["users"] if policies is None else {**owner["users"], "operator": {"policies": policies}}
    account = {
        **owner,
        "users": users,
        "roles": owner["roles"] if roles is None else roles,
        "regions": regions or owner["regions"],
    }
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})


def test_every_region_is_read_when_none_is_named(emu: Harness, connect: Connect) -> None:
    reset(emu, **{HOME: {"images": [{"id": "m-1"}]}, "eu-central-1": {"images": [{"id": "m-2"}]}})
    found = audit(connect(), request(regions=()))

    assert [(item.image.region, item.image.image_id) for item in found.images] == [
        (HOME, "m-1"),
        ("eu-central-1", "m-2"),
    ]
    assert (found.defaults, found.coverage) == (None, None)


def test_own_and_shared_images_are_read_in_one_go(emu: Harness, connect: Connect) -> None:
    found = audit(connect("consumer"), request(selection=Selection(owners=("self", "shared"))))

    assert {(item.image.owner_id, item.image.image_id) for item in found.images} == {(OWNER, "m-cmk")}
    assert Counter(entry["parameters"].get("ImageOwnerAlias") for entry in emu.log())["self"] == 1
    assert audit(connect("consumer"), request(selection=Selection(owners=(STRANGER,)))).images == []


def test_the_share_role_is_read_once_for_all_images_and_accounts(emu: Harness, connect: Connect) -> None:
    found = audit(connect(), request(regions=(HOME, AWAY), accounts=(CONSUMER, STRANGER)))
    cmk = next(item for item in found.images if item.image.image_id == "m-cmk")

    assert [(item.account_id, str(item.verdict), [why.code for why in item.reasons]) for item in cmk.accounts] == [
        (CONSUMER, "shareable", ["already_shared"]),
        (STRANGER, "blocked", ["trust_missing"]),
    ]
    assert Counter(entry["action"] for entry in emu.log())["GetRole"] == 1


def test_no_role_and_no_right_to_read_it_are_told_apart(emu: Harness, connect: Connect) -> None:
    reset(emu, roles={})
    assert (read_trust(connect()).accounts, read_trust(connect()).denied) == (None, "")

    reset(emu, policies=[all_but("ram:GetRole")])
    assert read_trust(connect()).denied == "ram:GetRole"


def test_the_own_account_is_no_account_to_share_with(emu: Harness, connect: Connect) -> None:
    with pytest.raises(InvalidInput, match="own account"):
        audit(connect(), request(accounts=(OWNER,)))

    assert [entry["action"] for entry in emu.log()] == ["GetCallerIdentity"]


def test_an_id_that_is_not_found_is_told_unless_it_may_miss(connect: Connect) -> None:
    selection = Selection(image_ids=("m-nobody",), owners=("self",))

    with pytest.raises(InvalidInput, match="m-nobody"):
        audit(connect(), request(selection=selection))
    assert audit(connect(), request(selection=selection, may_miss=True)).images == []


def test_share_lists_that_may_not_be_read_are_a_reason_and_no_error(emu: Harness, connect: Connect) -> None:
    reset(emu, policies=[all_but("ecs:DescribeImageSharePermission")])
    found = {item.image.image_id: item for item in audit(connect(), request()).images}

    assert found["m-cmk"].codes == {"shares_not_visible"}
    assert "shares_not_visible" not in found["m-plain"].codes


@pytest.mark.parametrize(
    ("region", "told"),
    [
        pytest.param(
            {"encryption_by_default": {"enabled": True, "key": "key-1"}, "keys": [{"id": "key-1"}]},
            (True, "key-1", "customer", []),
            id="customer key",
        ),
        pytest.param(
            {"encryption_by_default": {"enabled": True}}, (True, "", "service", ["default_service_key"]), id="no key"
        ),
        pytest.param(
            {
                "encryption_by_default": {"enabled": True},
                "keys": [{"id": "key-ecs", "alias": "alias/acs/ecs"}],
            },
            (True, "key-ecs", "service", ["default_service_key"]),
            id="service key",
        ),
        pytest.param({}, (False, "", "service", []), id="not encrypted"),
    ],
)
def test_the_default_encryption_of_a_region_is_told(
    emu: Harness, connect: Connect, region: dict[str, Any], told: tuple[bool, str, str, list[str]]
) -> None:
    reset(emu, **{HOME: region})
    found = read_defaults(connect(), HOME)

    assert (found.enabled, found.kms_key_id, str(found.key_type), [why.code for why in found.reasons]) == told


@pytest.mark.parametrize(
    ("denied", "code"),
    [
        ("ecs:DescribeDiskEncryptionByDefaultStatus", "defaults_not_visible"),
        ("ecs:DescribeDiskDefaultKMSKeyId", "defaults_not_visible"),
        ("kms:DescribeKey", "key_not_visible"),
    ],
)
def test_a_missing_right_on_defaults_is_named(emu: Harness, connect: Connect, denied: str, code: str) -> None:
    region = {"encryption_by_default": {"enabled": True, "key": "key-1"}, "keys": [{"id": "key-1"}]}
    reset(emu, policies=[all_but(denied)], **{HOME: region})
    found = read_defaults(connect(), HOME)

    assert [why.code for why in found.reasons] == [code]
    assert denied in found.reasons[0].remedy
    assert str(found.key_type) == "unknown"


def test_a_region_that_does_not_tell_its_defaults_is_no_error(emu: Harness, connect: Connect) -> None:
    emu.fault(kind="error", action="DescribeDiskDefaultKMSKeyId", code="InvalidRegion.NotSupport", status=403)

    assert [why.code for why in read_defaults(connect(), HOME).reasons] == ["defaults_unavailable"]


def test_regions_without_the_family_are_told(emu: Harness, connect: Connect) -> None:
    running = [{"id": "i-1", "disks": [{"type": "system"}]}]
    regions = {HOME: {"instances": running, "images": [{"id": "m-1", "family": "web"}]}, AWAY: {"instances": running}}
    reset(emu, **regions)
    found = audit(connect(), request(regions=(HOME, AWAY, "eu-central-1"), coverage_families=("web",))).coverage

    assert found is not None
    assert [(row.region, row.covered, row.instances) for row in found] == [(HOME, True, 1), (AWAY, False, 1)]


def test_instances_that_may_not_be_listed_are_told(emu: Harness, connect: Connect) -> None:
    reset(emu, policies=[all_but("ecs:DescribeInstances")])
    found = audit(connect(), request(coverage_families=("db",))).coverage

    assert found is not None
    assert [(row.covered, [why.code for why in row.reasons]) for row in found] == [(None, ["instances_not_visible"])]


def test_without_the_right_to_list_images_there_is_no_audit(emu: Harness, connect: Connect) -> None:
    reset(emu, policies=[allow("ecs:DescribeSnapshots")])

    with pytest.raises(Denied) as refused:
        audit(connect(), request())
    assert refused.value.permission == "ecs:DescribeImages"
