# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots in resource shares, from both sides. Source: UG-sharesnap and RS-types; `assumed` where a test says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import OWNER, SHAREE, STRANGER, WORLD, allow, changed, trust

ROLE = "AliyunECSShareEncryptSnapshotDefaultRole"
NAMED = {"DestinationSnapshotName": "copied", "DestinationSnapshotDescription": "a copy"}


def with_role(*accounts: str, **more: Any) -> dict[str, Any]:
    roles = WORLD["accounts"][OWNER]["roles"]
    services = [f"{account}@ecs.aliyuncs.com" for account in accounts]
    role = {"trust": trust(Service=services), "policies": [allow("kms:Decrypt")]}
    return changed(OWNER, roles={**roles, ROLE: role}, **more)


@pytest.fixture(autouse=True)
def _trusted(emu: Harness) -> None:
    emu.control("POST", "reset", with_role(SHAREE))


def ask(emu: Harness, action: str, *, key: str = "operator", **parameters: Any) -> dict[str, Any]:
    return emu.call("resourcesharing", action, key=key, **parameters)


def snapshots(*ids: str) -> list[dict[str, str]]:
    return [{"ResourceId": snapshot_id, "ResourceType": "Snapshot"} for snapshot_id in ids]


def share(emu: Harness, *targets: str, snapshot: str = "s-loose") -> str:
    """A share whose associations are through."""
    given = {"ResourceShareName": "parts", "Resources": snapshots(snapshot), "Targets": list(targets)}
    answer = ask(emu, "CreateResourceShare", **given)
    emu.advance(2)
    return str(answer["ResourceShare"]["ResourceShareId"])


def associations(emu: Harness, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(emu, "ListResourceShareAssociations", AssociationType=kind)[
        "ResourceShareAssociations"
    ]
    return found


def listed(emu: Harness, key: str = "sharee", **filters: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = emu.ecs("DescribeSnapshots", key=key, **filters)["Snapshots"]["Snapshot"]
    return found


def from_owner(emu: Harness) -> dict[str, Any]:
    tag = {"Key": "acs:ecs:sharedFrom", "Value": f"{OWNER}:cn-beijing:s-loose"}
    return listed(emu, Tag=[tag])[0]


def test_a_shared_snapshot_is_listed_by_type_and_named_by_its_arn(emu: Harness) -> None:
    share_id = share(emu, SHAREE)
    found = associations(emu, "Resource")[0]
    assert (found["EntityType"], found["AssociationStatus"]) == ("Snapshot", "Associated")
    assert found["ResourceArn"] == f"acs:ecs:cn-beijing:{OWNER}:snapshot/s-loose"
    own = {"ResourceOwner": "Self", "ResourceShareIds": [share_id]}
    resource = ask(emu, "ListSharedResources", **own, ResourceType="Snapshot")["SharedResources"][0]
    assert (resource["ResourceId"], resource["ResourceType"]) == ("s-loose", "Snapshot")
    assert ask(emu, "ListSharedResources", **own, ResourceType="Image")["SharedResources"] == []
    targets = {"ResourceOwner": "Self", "ResourceId": "s-loose"}
    found = ask(emu, "ListSharedTargets", **targets, ResourceType="Snapshot")["SharedTargets"]
    assert [item["TargetId"] for item in found] == [SHAREE]
    assert ask(emu, "ListSharedTargets", **targets, ResourceType="Image")["SharedTargets"] == []


def test_the_consumer_sees_it_under_another_id_with_its_origin_in_a_tag(emu: Harness) -> None:
    assert listed(emu) == []
    share(emu, SHAREE)
    seen = from_owner(emu)
    assert seen["SnapshotId"] != "s-loose"
    assert (seen["SourceDiskSize"], seen["Encrypted"], seen["Status"]) == (20, True, "accomplished")
    assert listed(emu, SnapshotIds=json.dumps([seen["SnapshotId"], "s-loose"])) == [seen]
    assert listed(emu, key="stranger") == []


def test_the_owner_sees_that_it_is_shared(emu: Harness) -> None:
    """Source: OOS-GH's templates filter by the tag; its value: assumed."""
    share_id = share(emu, SHAREE)
    own = listed(emu, key="operator", SnapshotIds='["s-loose"]')[0]
    assert own["Tags"]["Tag"] == [
        {"TagKey": "keep", "TagValue": "yes"},
        {"TagKey": "acs:ecs:isShared", "TagValue": "true"},
    ]
    assert [item["SnapshotId"] for item in listed(emu, key="operator", Tag=[{"Key": "acs:ecs:isShared"}])] == [
        "s-loose"
    ]
    ask(emu, "DisassociateResourceShare", ResourceShareId=share_id, Resources=snapshots("s-loose"))
    assert listed(emu, key="operator", Tag=[{"Key": "acs:ecs:isShared"}]) == []
    assert listed(emu) == []


def test_the_tag_may_have_the_origin_in_its_key(emu: Harness) -> None:
    """Source: the page prints key and value as one string (shared_from_tag)."""
    emu.set(shared_from_tag="key")
    share(emu, SHAREE)
    tag = listed(emu)[0]["Tags"]["Tag"]
    assert tag == [{"TagKey": f"acs:ecs:sharedFrom:{OWNER}:cn-beijing:s-loose", "TagValue": ""}]


@pytest.mark.parametrize(("shows", "key"), [(False, ""), (True, f"acs:kms:cn-beijing:{OWNER}:key/key-bj")])
def test_the_consumer_sees_the_owners_key_or_none(emu: Harness, shows: bool, key: str) -> None:
    """Source: not documented (shared_snapshot_shows_key)."""
    emu.set(shared_snapshot_shows_key=shows)
    share(emu, SHAREE)
    assert listed(emu)[0]["KMSKeyId"] == key


def test_an_account_that_the_role_does_not_trust_fails_later(emu: Harness) -> None:
    """Source: that the role is needed is documented; what fails, and how: assumed (snapshot_share_without_role)."""
    share(emu, STRANGER)
    failed = associations(emu, "Resource")[0]
    assert failed["AssociationStatus"] == "Failed"
    assert failed["AssociationFailedDetails"][0]["FailureReason"] == "Unavailable"
    assert listed(emu, key="stranger") == []


def test_another_account_that_the_role_does_not_trust_fails_alone(emu: Harness) -> None:
    """Source: assumed."""
    share_id = share(emu, SHAREE)
    ask(emu, "AssociateResourceShare", ResourceShareId=share_id, Targets=[STRANGER])
    emu.advance(2)
    found = {item["EntityId"]: item for item in associations(emu, "Target")}
    assert {entity: item["AssociationStatus"] for entity, item in found.items()} == {
        SHAREE: "Associated",
        STRANGER: "Failed",
    }
    details = found[STRANGER]["AssociationFailedDetails"]
    assert [(item["EntityId"], item["EntityType"]) for item in details] == [("s-loose", "Snapshot")]
    assert (len(listed(emu)), listed(emu, key="stranger")) == (1, [])


def test_without_the_role_it_may_be_shared_and_be_of_no_use(emu: Harness) -> None:
    """Source: not documented (snapshot_share_without_role)."""
    emu.set(snapshot_share_without_role="share")
    share(emu, STRANGER)
    seen = listed(emu, key="stranger")[0]["SnapshotId"]
    given = {"SnapshotId": seen, "DestinationRegionId": "cn-beijing", "Encrypted": True, **NAMED}
    error = (403, "InvalidParameter.KMSKeyId.KMSUnauthorized")
    assert refused(lambda: emu.ecs("CopySnapshot", key="stranger", **given)) == error


@pytest.mark.parametrize("snapshot", ["s-service", "s-off", "s-gone"])
def test_a_snapshot_under_the_service_key_or_a_lost_one_fails_later(emu: Harness, snapshot: str) -> None:
    """Source: that it cannot be shared is documented; how it fails: assumed."""
    share(emu, SHAREE, snapshot=snapshot)
    assert [item["AssociationStatus"] for item in associations(emu, "Resource")] == ["Failed"]
    assert listed(emu) == []


def test_a_snapshot_that_is_not_encrypted_needs_no_role(emu: Harness) -> None:
    share(emu, STRANGER, snapshot="s-plain")
    assert [item["Encrypted"] for item in listed(emu, key="stranger")] == [False]


def test_a_snapshot_has_so_many_accounts_at_most(emu: Harness) -> None:
    """Source: UG-sharesnap says 64; how it fails: assumed."""
    emu.control("POST", "reset", with_role(SHAREE, STRANGER, quotas={"share_accounts_per_snapshot": 1}))
    share_id = share(emu, SHAREE)
    ask(emu, "AssociateResourceShare", ResourceShareId=share_id, Targets=[STRANGER])
    emu.advance(2)
    failed = [item for item in associations(emu, "Target") if item["AssociationStatus"] == "Failed"]
    assert failed[0]["AssociationFailedDetails"][0]["FailureReason"] == "LimitExceeded"


def test_a_snapshot_of_another_account_or_none_is_not_shared(emu: Harness) -> None:
    """Source: assumed."""
    given = {"ResourceShareName": "parts", "Resources": snapshots("s-nothing"), "Targets": [SHAREE]}
    assert refused(lambda: ask(emu, "CreateResourceShare", **given)) == (400, "InvalidParameter.Resources")


@pytest.mark.parametrize("force", [True, False])
def test_neither_side_deletes_a_shared_snapshot(emu: Harness, force: bool) -> None:
    """Source: the page of DeleteSnapshot; the consumer's code: assumed."""
    share_id = share(emu, SHAREE)
    error = (403, "InvalidOperation.DeleteSharedSnapshotUnsupported")
    assert refused(lambda: emu.call("ecs", "DeleteSnapshot", SnapshotId="s-loose", Force=force)) == error
    seen = from_owner(emu)["SnapshotId"]
    assert refused(lambda: emu.call("ecs", "DeleteSnapshot", key="sharee", SnapshotId=seen, Force=force)) == error
    ask(emu, "DeleteResourceShare", ResourceShareId=share_id)
    emu.call("ecs", "DeleteSnapshot", SnapshotId="s-loose", Force=force)
    assert listed(emu, key="operator", SnapshotIds='["s-loose"]') == []


def test_the_consumer_copies_it_under_another_key_and_keeps_the_copy(emu: Harness) -> None:
    share_id = share(emu, SHAREE)
    seen = from_owner(emu)["SnapshotId"]
    given = {"SnapshotId": seen, "DestinationRegionId": "cn-beijing", **NAMED}
    assert refused(lambda: emu.ecs("CopySnapshot", key="sharee", **given)) == (
        403,
        "InvalidEncrypted.NotSupportDecrypt",
    )
    copy = emu.ecs("CopySnapshot", key="sharee", **given, Encrypted=True)["SnapshotId"]
    ask(emu, "DeleteResourceShare", ResourceShareId=share_id)
    own = listed(emu)
    assert [item["SnapshotId"] for item in own] == [copy]
    assert own[0]["KMSKeyId"] not in ("", "key-bj")


def test_a_copy_within_a_region_may_be_refused_even_encrypted(emu: Harness) -> None:
    """Source: the guides copy within a region, the API page only across (copy_snapshot_in_region)."""
    emu.set(copy_snapshot_in_region=False)
    given = {"SnapshotId": "s-loose", "DestinationRegionId": "cn-beijing", "Encrypted": True, **NAMED}
    error = (403, "InvalidOperation.NotSupportCopyInSameRegion")
    assert refused(lambda: emu.ecs("CopySnapshot", **given)) == error


def test_a_world_with_shared_snapshots_is_dumped_and_loaded_again(emu: Harness) -> None:
    share(emu, SHAREE)
    share(emu, STRANGER)
    before = emu.control("GET", "world")
    emu.control("POST", "reset", before)
    assert emu.control("GET", "world") == before
    assert from_owner(emu)["SourceDiskSize"] == 20
