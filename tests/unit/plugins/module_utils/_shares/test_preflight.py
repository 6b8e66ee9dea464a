# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Everything that ECS would refuse about a request to share."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._core.accounts import check_accounts
from plugins.module_utils._images.verdict import assess
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.evidence import ShareTrust
from plugins.module_utils._model.image import AssessedImage
from plugins.module_utils._model.role import SHARE_ROLE
from plugins.module_utils._shares.decide import plan_share, plan_shares
from plugins.module_utils._shares.preflight import check_allowed, find_problems
from plugins.module_utils._shares.values import ShareProblem, ShareRequest, ShareSource, SharesSeen, ShareState

from ..support import AWAY, HOME, KEY, OWNER, disk, evidence, image, key, refusal_of, snapshot

CUSTOMER = evidence(snapshot(KEY), key())
TRUSTING = ShareTrust(role=SHARE_ROLE, accounts=frozenset({"2", "3"}))


def good(image_id: str = "m-good", *accounts: str) -> AssessedImage:
    return assess(image(image_id=image_id), CUSTOMER, accounts)


PLAIN = assess(image(image_id="m-plain"), evidence(snapshot(encrypted=False)))
SERVICE = assess(image(image_id="m-service"), evidence(snapshot("")))
OFF = assess(image(image_id="m-off"), evidence(snapshot(KEY), key(state="Disabled")))
LEAVING = assess(image(image_id="m-leaving"), evidence(snapshot(KEY), key(state="PendingDeletion")))
RSA = assess(image(image_id="m-rsa"), evidence(snapshot(KEY), key(spec="RSA_2048")))
OLD = assess(image(image_id="m-old", status="Deprecated"), CUSTOMER)
DATA = assess(image(image_id="m-data", disks=(disk(), disk(device="/dev/xvdb", type="data"))), CUSTOMER)
DARK = assess(image(image_id="m-dark"), evidence(denied={"": "ecs:DescribeSnapshots"}))
DIM = assess(image(image_id="m-dim"), evidence(snapshot(KEY), denied={KEY: "kms:DescribeKey"}))


def problems(
    *items: AssessedImage,
    accounts: tuple[str, ...] = ("2",),
    trust: ShareTrust | None = TRUSTING,
    sources: dict[str, ShareSource] | None = None,
    named: dict[str, str] | None = None,
    **more: Any,
) -> list[ShareProblem]:
    """What is wrong with sharing these images."""
    ids = tuple(item.image.image_id for item in items)
    request = ShareRequest(**{"region": HOME, "image_ids": ids, "accounts": accounts, "sources": named or {}, **more})
    images = {item.image.image_id: item for item in items}
    seen = SharesSeen(account_id=OWNER, images=images, sources=sources or {}, trust=trust)
    changes = [plan_share(item, accounts, request.state) for item in items]
    return find_problems(request, seen, changes)


@pytest.mark.parametrize(
    ("item", "code", "fix"),
    [
        pytest.param(
            SERVICE, "service_key", f"migrate_images -e images_region={HOME} -e images_ids=m-service", id="key"
        ),
        pytest.param(OFF, "key_disabled", f"aliyun kms EnableKey --region {HOME} --KeyId {KEY}", id="disabled"),
        pytest.param(
            LEAVING, "key_pending_deletion", f"aliyun kms CancelKeyDeletion --region {HOME} --KeyId {KEY}", id="leaving"
        ),
        pytest.param(RSA, "key_spec_unsupported", "migrate_images", id="spec"),
        pytest.param(
            OLD,
            "deprecated",
            f"aliyun ecs ModifyImageAttribute --RegionId {HOME} --ImageId m-old --Status Available",
            id="deprecated",
        ),
        pytest.param(DATA, "encrypted_data_disks", "", id="data disks"),
        pytest.param(PLAIN, "not_encrypted", "", id="plain"),
        pytest.param(
            DARK,
            "snapshot_not_visible",
            f'{{"Action":"ecs:DescribeSnapshots","Effect":"Allow","Resource":["acs:ecs:{HOME}:{OWNER}:snapshot/*"]}}',
            id="snapshots not visible",
        ),
        pytest.param(
            DIM,
            "key_not_visible",
            f'{{"Action":"kms:DescribeKey","Effect":"Allow","Resource":["acs:kms:{HOME}:{OWNER}:key/{KEY}"]}}',
            id="key not visible",
        ),
    ],
)
def test_an_image_that_cannot_be_shared_is_told_with_what_settles_it(item: AssessedImage, code: str, fix: str) -> None:
    (found,) = [problem for problem in problems(item) if problem.code == code]

    assert found.image_ids == (item.image.image_id,)
    assert found.message
    assert found.remedy
    assert fix in found.fix
    assert bool(found.fix) is bool(fix)
    assert not found.can_prepare


def test_every_reason_of_an_image_is_told_and_not_the_first_alone() -> None:
    both = assess(
        image(image_id="m-both", status="Deprecated"), evidence(snapshot(KEY), key(state="Disabled", spec="RSA_2048"))
    )

    assert {problem.code for problem in problems(both)} == {"deprecated", "key_disabled", "key_spec_unsupported"}


def test_images_with_the_same_reason_are_told_together() -> None:
    other = assess(image(image_id="m-other"), evidence(snapshot("")))
    (found,) = problems(SERVICE, other)

    assert found.image_ids == ("m-service", "m-other")
    assert "images_ids=m-service,m-other" in found.fix


@pytest.mark.parametrize("state", [ShareState.PRESENT, ShareState.EXACT])
def test_all_of_it_is_one_error_that_is_data_too(state: ShareState) -> None:
    request = ShareRequest(region=HOME, image_ids=("m-good", "m-service", "m-none"), accounts=("2", "4"), state=state)
    seen = SharesSeen(account_id=OWNER, images={"m-good": good(), "m-service": SERVICE}, trust=TRUSTING)

    with pytest.raises(InvalidInput) as caught:
        plan_shares(request, seen)

    text = str(caught.value)
    assert text.startswith("image_ids: 'm-good, m-service, m-none' cannot be shared. Nothing was done. (1) ")
    assert "m-service is encrypted with the ECS service key" in text
    assert "Copy it under a customer master key" in text
    assert "m-none is not among the account's images" in text
    assert '"Service":["4@ecs.aliyuncs.com"]' in text
    assert {problem["code"] for problem in caught.value.results["problems"]} == {
        "service_key",
        "image_not_found",
        "trust_missing",
    }


@pytest.mark.parametrize(
    "item", [pytest.param(good(), id="customer key"), pytest.param(PLAIN, id="plain, which is asked for")]
)
def test_an_image_that_can_be_shared_is_taken(item: AssessedImage) -> None:
    assert problems(item, share_unencrypted=True) == []


def test_a_plain_image_needs_no_role() -> None:
    assert problems(PLAIN, share_unencrypted=True, trust=ShareTrust(role=SHARE_ROLE)) == []


@pytest.mark.parametrize("item", [SERVICE, PLAIN, OLD, DARK], ids=["service key", "plain", "deprecated", "not visible"])
def test_a_share_may_be_taken_back_from_any_image(item: AssessedImage) -> None:
    assert problems(item, state=ShareState.ABSENT, trust=None) == []
    assert problems(item, accounts=(), state=ShareState.EXACT, trust=None) == []


def test_an_image_that_is_not_there_is_told_also_when_a_share_is_taken_back() -> None:
    request = ShareRequest(region=HOME, image_ids=("m-none",), accounts=("2",), state=ShareState.ABSENT)

    (found,) = find_problems(request, SharesSeen(account_id=OWNER, images={}), [])

    assert (found.code, found.image_ids) == ("image_not_found", ("m-none",))


def test_an_image_that_gains_nobody_need_not_be_shareable() -> None:
    legacy = assess(image(image_id="m-legacy"), evidence(snapshot("")), ("2",))

    assert problems(legacy, accounts=("2",)) == []


CROWD = tuple(str(number) for number in range(100, 150))
FREE = ShareTrust(role=SHARE_ROLE, accounts=frozenset({*CROWD, "8"}))


@pytest.mark.parametrize(
    ("have", "want", "state"),
    [
        pytest.param(CROWD[:49], CROWD, ShareState.PRESENT, id="one added to 49"),
        pytest.param(CROWD, CROWD, ShareState.PRESENT, id="full, nothing added"),
        pytest.param((*CROWD, "8", "9"), CROWD[:1], ShareState.PRESENT, id="over it already, nothing added"),
        pytest.param((*CROWD, "8", "9"), CROWD[:1], ShareState.ABSENT, id="over it already, one removed"),
        pytest.param(CROWD, ("8", *CROWD[1:]), ShareState.EXACT, id="full, one exchanged"),
    ],
)
def test_a_list_may_grow_to_the_quota(have: tuple[str, ...], want: tuple[str, ...], state: ShareState) -> None:
    assert problems(good("m-1", *have), accounts=want, state=state, trust=FREE) == []


@pytest.mark.parametrize(
    ("have", "want", "state", "quota", "count"),
    [
        pytest.param(CROWD, ("8",), ShareState.PRESENT, 50, 51, id="one added to a full list"),
        pytest.param((), CROWD, ShareState.EXACT, 49, 50, id="too many at once"),
    ],
)
def test_a_list_that_would_grow_over_the_quota_is_told(
    have: tuple[str, ...], want: tuple[str, ...], state: ShareState, quota: int, count: int
) -> None:
    (found,) = problems(good("m-1", *have), accounts=want, state=state, trust=FREE, share_quota=quota)

    assert found.code == "share_quota_exceeded"
    assert f"{count} accounts" in found.message
    assert f"quota of {quota}" in found.message
    assert "Quota Center" in found.remedy
    assert "share_quota" in found.remedy


def test_accounts_that_the_role_does_not_trust_are_told_with_the_statement() -> None:
    (found,) = problems(good("m-1"), good("m-2", "4"), accounts=("2", "4", "5"))

    assert found.code == "trust_missing"
    assert found.image_ids == ("m-1", "m-2")
    assert found.accounts == ("4", "5")
    assert "4, 5" in found.message
    assert json.loads(found.fix) == {
        "Action": "sts:AssumeRole",
        "Effect": "Allow",
        "Principal": {"Service": ["4@ecs.aliyuncs.com", "5@ecs.aliyuncs.com"]},
    }
    assert found.can_prepare


def test_an_account_that_has_the_image_already_needs_no_entry_for_it() -> None:
    assert problems(good("m-1", "4"), accounts=("2", "4")) == []


def test_a_role_that_is_not_there_is_told_with_the_command_that_makes_it() -> None:
    (found,) = problems(good(), accounts=("2", "3"), trust=ShareTrust(role=SHARE_ROLE))

    assert (found.code, found.accounts, found.can_prepare) == ("role_missing", ("2", "3"), True)
    command, document, rest = found.fix.split("'")
    assert command == f"aliyun ram CreateRole --RoleName {SHARE_ROLE} --AssumeRolePolicyDocument "
    assert json.loads(document)["Statement"][0]["Principal"]["Service"] == ["2@ecs.aliyuncs.com", "3@ecs.aliyuncs.com"]
    assert rest == ""


def test_a_role_that_may_not_be_read_is_told_with_the_right_that_is_missing() -> None:
    (found,) = problems(good(), trust=ShareTrust(role=SHARE_ROLE, denied="ram:GetRole"))

    assert found.code == "role_not_visible"
    assert json.loads(found.fix)["Resource"] == [f"acs:ram:*:{OWNER}:role/{SHARE_ROLE}"]
    assert "ram:GetRole" in found.remedy


def test_without_a_look_at_the_role_nothing_is_said_about_it() -> None:
    assert problems(good(), accounts=("9",), trust=None) == []


def test_an_image_whose_source_nobody_names_needs_accounts() -> None:
    assert [found.code for found in problems(good(), accounts=(), from_source=True)] == ["source_unknown"]
    assert problems(good(), accounts=("2",), from_source=True) == []


def test_a_source_that_was_named_and_is_not_there_is_told() -> None:
    gone = {"m-good": ShareSource(image_id="m-0", region=AWAY, accounts=None)}

    (found,) = problems(good(), sources=gone, named={"m-good": "m-0"}, from_source=True)

    assert found.code == "source_not_found"
    assert f"m-0 is not among the account's images in {AWAY}" in found.message


def test_a_source_that_a_tag_names_may_be_gone() -> None:
    gone = {"m-good": ShareSource(image_id="m-0", region=HOME, accounts=None)}

    assert problems(good(), sources=gone, from_source=True) == []


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
    assert refusal_of(lambda: check_accounts("accounts", accounts, OWNER)) == ""


@pytest.mark.parametrize("allowed", [(), ("2", "3")])
def test_accounts_that_may_have_access_are_taken(allowed: tuple[str, ...]) -> None:
    assert refusal_of(lambda: check_allowed(["2", "3"], allowed)) == ""


def test_accounts_that_may_not_have_access_are_refused_together() -> None:
    with pytest.raises(InvalidInput, match=r"^accounts: '4, 5' may not be given access.*allowed_accounts"):
        check_allowed(["5", "2", "4", "5"], ("2", "3"))


@pytest.mark.parametrize("state", [ShareState.PRESENT, ShareState.EXACT])
def test_an_account_carried_over_or_asked_for_must_be_allowed(state: ShareState) -> None:
    source = {"m-good": ShareSource(image_id="m-0", region=HOME, accounts=("9",))} if state == "present" else {}
    request = ShareRequest(
        region=HOME,
        image_ids=("m-good",),
        accounts=("2",) if source else ("2", "9"),
        state=state,
        allowed=("2",),
        from_source=bool(source),
    )
    seen = SharesSeen(account_id=OWNER, images={"m-good": good()}, sources=source, trust=TRUSTING)

    with pytest.raises(InvalidInput, match=r"^accounts: '9' may not be given access"):
        plan_shares(request, seen)


def test_access_may_be_taken_from_anybody() -> None:
    request = ShareRequest(region=HOME, image_ids=("m-1",), accounts=("9",), state=ShareState.ABSENT, allowed=("2",))

    plan = plan_shares(request, SharesSeen(account_id=OWNER, images={"m-1": good("m-1", "9")}))

    assert plan.changes[0].remove == ("9",)


@pytest.mark.parametrize(
    ("items", "text"),
    [
        pytest.param((SERVICE,), "m-service is encrypted with", id="one image"),
        pytest.param((SERVICE, replace(SERVICE, image=image(image_id="m-2"))), "m-service, m-2: is en", id="several"),
        pytest.param((OFF,), f"m-off: its key {KEY} is disabled", id="its key"),
    ],
)
def test_a_problem_reads_as_a_sentence(items: tuple[AssessedImage, ...], text: str) -> None:
    assert problems(*items)[0].text.startswith(text)
