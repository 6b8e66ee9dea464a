# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a wanted resource share needs, and what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._images.verdict import assess
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.image import AssessedImage
from plugins.module_utils._model.resource_share import ResourceShare, ShareEntity
from plugins.module_utils._shares.resource import ResourceSharePlan, plan_resource_share, unfinished
from plugins.module_utils._shares.resource_request import check_request
from plugins.module_utils._shares.resource_values import ResourceShareRequest, ResourceShareSeen, ResourceShareState

from ..support import HOME, KEY, OWNER, evidence, image, key, snapshot

CUSTOMER = evidence(snapshot(KEY), key())


def seen(share: ResourceShare | None, *items: AssessedImage) -> ResourceShareSeen:
    return ResourceShareSeen(account_id=OWNER, share=share, images={item.image.image_id: item for item in items})


def own(image_id: str, *accounts: str, **more: Any) -> AssessedImage:
    return assess(image(image_id=image_id, **more), CUSTOMER, accounts)


def entity(name: str, status: str = "Associated", **more: Any) -> ShareEntity:
    return ShareEntity(entity_id=name, status=status, **more)


def share(images: str, targets: str, **more: Any) -> ResourceShare:
    return ResourceShare(
        share_id="rs-1",
        name="images",
        region=HOME,
        owner_id=OWNER,
        status="Active",
        images=tuple(entity(name) for name in images.split()),
        targets=tuple(entity(name) for name in targets.split()),
        **more,
    )


def request(images: str = "m-1", targets: str = "fd-1", **more: Any) -> ResourceShareRequest:
    given = {"name": "images", "region": HOME, **more}
    return ResourceShareRequest(image_ids=tuple(images.split()), targets=tuple(targets.split()), **given)


def changes(plan: ResourceSharePlan) -> str:
    parts = (plan.add_images, plan.add_targets, plan.remove_images, plan.remove_targets)
    return " | ".join(" ".join(part) for part in parts)


@pytest.mark.parametrize(
    ("there", "wanted", "expected"),
    [
        pytest.param(None, request("m-1 m-2"), "m-1 m-2 | fd-1 |  | ", id="made"),
        pytest.param(share("m-1", "fd-1"), request(), " |  |  | ", id="as it should be"),
        pytest.param(share("m-1", "fd-1"), request("m-2", "fd-2"), "m-2 | fd-2 |  | ", id="added"),
        pytest.param(share("m-1", "fd-1"), request("m-2", "fd-2", purge=True), "m-2 | fd-2 | m-1 | fd-1", id="purged"),
        pytest.param(share("m-1", "fd-1"), request("", "", purge=True), " |  |  | ", id="empty lists take nothing out"),
    ],
)
def test_what_is_missing_is_added(there: ResourceShare | None, wanted: ResourceShareRequest, expected: str) -> None:
    plan = plan_resource_share(wanted, seen(there, own("m-1"), own("m-2")))
    assert changes(plan) == expected
    assert plan.changed == (expected != " |  |  | ")


def test_a_failed_association_is_made_again() -> None:
    there = ResourceShare(**{**fields(share("", "fd-1")), "images": (entity("m-1", "Failed"),)})
    assert plan_resource_share(request(), seen(there, own("m-1"))).add_images == ("m-1",)


def fields(item: ResourceShare) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__slots__}


def test_a_share_that_still_changes_is_waited_for() -> None:
    coming = ResourceShare(**{**fields(share("m-1", "")), "targets": (entity("fd-1", "Associating"),)})
    plan = plan_resource_share(request(), seen(coming, own("m-1")))
    assert (plan.changed, plan.has_work) == (False, True)


def test_an_invited_account_is_not_waited_for() -> None:
    invited = entity("2", "Associating", external=True)
    assert (invited.shown_status, invited.is_settled, invited.is_there) == ("Pending", True, True)


@pytest.mark.parametrize(("there", "changed"), [(share("m-1", "fd-1"), True), (None, False)])
def test_a_share_is_deleted_if_it_is_there(there: ResourceShare | None, changed: bool) -> None:
    plan = plan_resource_share(request("", "", state=ResourceShareState.ABSENT), seen(there))
    assert (plan.changed, plan.deletes, plan.after) == (changed, changed, {})


@pytest.mark.parametrize(
    ("wanted", "option"),
    [
        pytest.param(request(name="a b"), "resource_share_name", id="a blank in the name"),
        pytest.param(request(name="n" * 51), "resource_share_name", id="a long name"),
        pytest.param(request(targets="everybody"), "targets", id="a word"),
        pytest.param(request(state=ResourceShareState.ABSENT), "image_ids", id="images with absent"),
        pytest.param(request("", state=ResourceShareState.ABSENT), "targets", id="targets with absent"),
    ],
)
def test_wrong_requests_are_refused(wanted: ResourceShareRequest, option: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_request(wanted)
    assert caught.value.option == option


@pytest.mark.parametrize(
    ("wanted", "there", "option"),
    [
        pytest.param(request(targets=OWNER), None, "targets", id="the own account"),
        pytest.param(request(""), None, "image_ids", id="a new share without images"),
        pytest.param(request(targets=""), None, "targets", id="a new share for nobody"),
        pytest.param(request(allow_external=True), share("m-1", "fd-1"), "allow_external_targets", id="outsiders"),
        pytest.param(request("m-9"), None, "image_ids", id="an unknown image"),
        pytest.param(request("m-3", "2"), None, "targets", id="a new image that the account has directly"),
        pytest.param(request("m-3", "2"), share("m-3", "fd-1"), "targets", id="a new target that has it directly"),
    ],
)
def test_what_cannot_be_shared_is_refused(
    wanted: ResourceShareRequest, there: ResourceShare | None, option: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        plan_resource_share(wanted, seen(there, own("m-1"), own("m-3", "2")))
    assert caught.value.option == option


def test_what_is_so_already_is_not_refused() -> None:
    """Somebody else has made it so; a second run must not fail over it."""
    plan = plan_resource_share(request("m-3", "2"), seen(share("m-3", "2"), own("m-3", "2")))
    assert not plan.changed


def test_an_account_that_may_be_in_a_folder_is_noted() -> None:
    plan = plan_resource_share(request("m-3"), seen(None, own("m-3", "2")))
    assert [note.code for note in plan.notes] == ["may_be_shared_both_ways"]


def test_a_share_that_is_not_as_asked_for_is_an_error() -> None:
    assert unfinished(share("m-1", "fd-1"), request()) is None
    assert "without fd-1" in str(unfinished(share("m-1", ""), request()))
    failed = ResourceShare(**{**fields(share("", "fd-1")), "images": (entity("m-1", "Failed", message="why"),)})
    assert "m-1 (why)" in str(unfinished(failed, request()))
