# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who gains and who loses access to an image."""

from __future__ import annotations

import pytest

from plugins.module_utils._logic.shareability import assess
from plugins.module_utils._logic.sharing import (
    ShareState,
    check_accounts,
    check_images,
    plan_share,
    plan_shares,
    unread,
)
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.image import AssessedImage
from plugins.module_utils._model.share import ShareChange

from ..support import HOME, KEY, OWNER, evidence, image, key, snapshot

PLAIN = evidence(snapshot(encrypted=False))
CUSTOMER = evidence(snapshot(KEY), key())
SERVICE = evidence(snapshot(""))
QUOTA = 50


@pytest.mark.parametrize(
    ("state", "have", "want", "add", "remove"),
    [
        pytest.param("present", "", "23", "23", "", id="add to nothing"),
        pytest.param("present", "2", "23", "3", "", id="add what is missing"),
        pytest.param("present", "234", "2", "", "", id="others stay"),
        pytest.param("absent", "23", "3", "", "3", id="remove"),
        pytest.param("absent", "2", "34", "", "", id="remove what is not there"),
        pytest.param("exact", "23", "34", "4", "2", id="add and remove"),
        pytest.param("exact", "23", "32", "", "", id="same in another order"),
        pytest.param("exact", "23", "", "", "23", id="remove all"),
        pytest.param("present", "9", "51", "15", "", id="in order"),
    ],
)
def test_a_share_list_is_compared_with_the_wanted_accounts(
    state: str, have: str, want: str, add: str, remove: str
) -> None:
    change = plan_share("m-1", have, list(want), ShareState(state))

    assert ("".join(change.add), "".join(change.remove)) == (add, remove)
    assert change.changed is bool(add or remove)


@pytest.mark.parametrize("state", ShareState)
def test_after_the_change_nothing_is_left_to_do(state: ShareState) -> None:
    first = plan_share("m-1", ["1", "2"], ["2", "3"], state)

    assert first.changed
    assert not plan_share("m-1", first.after, ["2", "3"], state).changed


def shared(image_id: str, *accounts: str) -> AssessedImage:
    return assess(image(image_id=image_id), CUSTOMER, accounts)


def test_the_diff_shows_every_images_list_sorted() -> None:
    plan = plan_shares(["m-2", "m-1"], [shared("m-1", "9"), shared("m-2")], ["8"], ShareState.PRESENT, QUOTA)

    assert plan.before == {"m-2": [], "m-1": ["9"]}
    assert plan.after == {"m-2": ["8"], "m-1": ["8", "9"]}
    assert plan.changed


def test_a_plan_without_changes_has_no_work() -> None:
    plan = plan_shares(["m-1"], [shared("m-1", "8")], ["8"], ShareState.PRESENT, QUOTA)

    assert not plan.changed
    assert not plan.has_work


CROWD = [str(number) for number in range(100, 150)]


@pytest.mark.parametrize(
    ("have", "want", "state"),
    [
        pytest.param(CROWD[:49], CROWD, ShareState.PRESENT, id="one added to 49"),
        pytest.param(CROWD, CROWD, ShareState.PRESENT, id="full, nothing added"),
        pytest.param([*CROWD, "8", "9"], CROWD[:1], ShareState.PRESENT, id="over it already, nothing added"),
        pytest.param([*CROWD, "8", "9"], CROWD[:1], ShareState.ABSENT, id="over it already, one removed"),
        pytest.param(CROWD, ["8", *CROWD[1:]], ShareState.EXACT, id="full, one exchanged"),
    ],
)
def test_a_list_may_grow_to_the_quota(have: list[str], want: list[str], state: ShareState) -> None:
    (change,) = plan_shares(["m-1"], [shared("m-1", *have)], want, state, QUOTA).changes

    assert set(change.before) == set(have)


@pytest.mark.parametrize(
    ("have", "want", "state", "quota"),
    [
        pytest.param(CROWD, ["8"], ShareState.PRESENT, 50, id="one added to a full list"),
        pytest.param([], CROWD, ShareState.EXACT, 49, id="too many at once"),
    ],
)
def test_a_list_that_would_grow_over_the_quota_is_refused_before_the_first_write(
    have: list[str], want: list[str], state: ShareState, quota: int
) -> None:
    with pytest.raises(InvalidInput, match=rf"^accounts: .*m-1.*the quota of {quota}.*Quota Center.*share_quota"):
        plan_shares(["m-1"], [shared("m-1", *have)], want, state, quota)


@pytest.mark.parametrize(
    ("accounts", "message"),
    [
        pytest.param(["2", "acme"], "accounts: 'acme' is not an account id. Give the id (UID)", id="a name"),
        pytest.param([f"acs:ram::{OWNER}:root"], "is not an account id", id="an ARN"),
        pytest.param([""], "accounts: '' is not an account id", id="empty"),
        pytest.param(["-2"], "is not an account id", id="a negative number"),
        pytest.param(["\uff12\uff10"], "is not an account id", id="full-width digits"),
        pytest.param([OWNER], f"accounts: '{OWNER}' is the image's own account. Leave it out.", id="own account"),
        pytest.param(["2", "3", "2"], "accounts: '2' is given more than once", id="twice"),
    ],
)
def test_accounts_that_ecs_would_refuse_are_refused(accounts: list[str], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_accounts("accounts", accounts, OWNER)

    assert message in str(caught.value)


@pytest.mark.parametrize("accounts", [[], ["2000000000000002"], ["2", "3"]])
def test_other_accounts_are_taken(accounts: list[str]) -> None:
    check_accounts("accounts", accounts, OWNER)


def refused(found: list[AssessedImage], state: ShareState, ids: list[str], *, share_plain: bool = False) -> str:
    """The refusal, or nothing."""
    try:
        check_images("image_ids", ids, found, state, HOME, share_plain=share_plain)
    except InvalidInput as error:
        return str(error)
    return ""


PLAIN_IMAGE = assess(image(image_id="m-plain"), PLAIN)
SERVICE_IMAGE = assess(image(image_id="m-service"), SERVICE)
GOOD_IMAGE = assess(image(image_id="m-good"), CUSTOMER)


@pytest.mark.parametrize("state", ShareState)
def test_an_image_that_is_not_there_is_refused(state: ShareState) -> None:
    message = refused([GOOD_IMAGE], state, ["m-good", "m-none"])

    assert message.startswith(f"image_ids: 'm-none' is not among the account's images in {HOME}. Give ids")


@pytest.mark.parametrize("state", [ShareState.PRESENT, ShareState.EXACT])
def test_every_image_that_cannot_be_shared_is_named_with_its_reason_and_remedy(state: ShareState) -> None:
    message = refused([GOOD_IMAGE, SERVICE_IMAGE, PLAIN_IMAGE], state, ["m-good", "m-service", "m-plain"])

    assert message.startswith("image_ids: 'm-service, m-plain' cannot be shared. Nothing was done. ")
    assert "m-service is encrypted with the ECS service key" in message
    assert "Copy it under a customer master key" in message
    assert "m-plain is not encrypted" in message
    assert "share_plain" in message
    assert "m-good" not in message


@pytest.mark.parametrize(
    "item", [pytest.param(GOOD_IMAGE, id="customer key"), pytest.param(PLAIN_IMAGE, id="plain, which is asked for")]
)
def test_an_image_that_can_be_shared_is_taken(item: AssessedImage) -> None:
    assert refused([item], ShareState.PRESENT, [item.image.image_id], share_plain=True) == ""


def test_a_share_may_be_taken_back_from_any_image() -> None:
    found = [SERVICE_IMAGE, PLAIN_IMAGE, assess(image(image_id="m-old", status="Deprecated"), CUSTOMER)]

    assert refused(found, ShareState.ABSENT, ["m-service", "m-plain", "m-old"]) == ""


@pytest.mark.parametrize(
    ("read_back", "message"),
    [
        pytest.param(["2", "3", "9"], "", id="as asked for"),
        pytest.param(["3", "9"], "was read back without 2", id="one missing"),
        pytest.param(["2", "3", "4"], "was read back still with 4", id="one left"),
        pytest.param(["4"], "was read back without 2, 3 and still with 4", id="both"),
    ],
)
def test_a_list_that_is_not_as_asked_for_is_an_error(read_back: list[str], message: str) -> None:
    error = unread(ShareChange(image_id="m-1", before=("4",), add=("2", "3"), remove=("4",)), read_back)

    assert str(error or "").endswith(message)
    assert (error is None) is (message == "")


def test_the_result_tells_the_list_and_what_was_done_to_it() -> None:
    change = ShareChange(image_id="m-1", before=("4",), add=("2",), remove=("4",))

    assert change.to_result(HOME, ["2"]) == {
        "image_id": "m-1",
        "region": HOME,
        "shared_with": ["2"],
        "added": ["2"],
        "removed": ["4"],
    }
