# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a report's page says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from plugins.module_utils._reports.observe_texts import texts_in
from plugins.module_utils._reports.page import report_page
from plugins.module_utils._reports.page_rows import run_row, way_words
from plugins.module_utils._reports.rows import report_rows

from ..support import AWAY, CONSUMER, HOME

OTHER = "3000000000000003"
NO_ROLE = "no role is given for this account (images_consumer_role_arns)"


def planned(image_id: str, action: str, **more: Any) -> dict[str, Any]:
    given = {
        "image_id": image_id,
        "name": f"name-{image_id}",
        "region": HOME,
        "encryption": "service_key",
        "verdict": "needs_copy",
        "shared_with": [],
        "destination_region": HOME,
        "action": action,
        "why": "is as it is",
        "code": "",
        "remedy": "",
    }
    return {**given, **more}


def copied(source: str, state: str = "available", action: str = "started", **more: Any) -> dict[str, Any]:
    given = {
        "source_image_id": source,
        "region": HOME,
        "image_id": f"{source}-new",
        "state": state,
        "action": action,
        "reasons": [],
    }
    return {**given, **more}


def shared(image_id: str, *accounts: str, added: Sequence[str] = ()) -> dict[str, Any]:
    return {"image_id": image_id, "shared_with": list(accounts), "added": list(added)}


def proof(image_id: str, account: str, result: str, reason: str = "seen") -> dict[str, Any]:
    return {"image_id": image_id, "region": HOME, "account": account, "result": result, "reason": reason}


def rows(
    plan: Sequence[dict[str, Any]],
    copies: Sequence[dict[str, Any]] = (),
    shares: Sequence[dict[str, Any]] = (),
    proofs: Sequence[dict[str, Any]] = (),
    accounts: Sequence[str] = (CONSUMER,),
    site: str = "here",
) -> list[dict[str, Any]]:
    return report_rows(plan, copies, shares, proofs, accounts=accounts, site=site)


def page(images: Sequence[dict[str, Any]], audit: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    report = {"accounts": [CONSUMER], "image_map": {}, "images": list(images), **more}
    return report_page(report, audit or {}, texts_in())


def audited(image_id: str, verdict: str, code: str = "", **more: Any) -> dict[str, Any]:
    return {
        "site": "here",
        "image_id": image_id,
        "name": image_id,
        "region": HOME,
        "encryption": "service_key",
        "verdict": verdict,
        "shared_with": [],
        "disks": [{"kms_key_id": ""}, {"kms_key_id": "key-2"}],
        "reasons": [{"code": code, "message": f"is {code}", "remedy": f"Mend {code}."}] if code else [],
        **more,
    }


def audit_of(*images: dict[str, Any], total: int = 0) -> dict[str, Any]:
    verdicts: dict[str, int] = {}
    for image in images:
        verdicts[image["verdict"]] = verdicts.get(image["verdict"], 0) + 1
    summary = {
        "total": total or len(images),
        "listed": len(images),
        "verdicts": verdicts,
        "regions": {HOME: len(images)},
    }
    return {"images": list(images), "summary": summary}


def values(tiles: Sequence[dict[str, Any]]) -> dict[str, str]:
    return {tile["label"]: tile["value"] for tile in tiles}


FAILED = copied("m-1", "failed", image_id=None, reasons=[{"code": "copy_failed", "message": "it failed", "remedy": ""}])


@pytest.mark.parametrize(
    ("plan", "copies", "shares", "proofs", "state", "way"),
    [
        pytest.param(planned("m-1", "skip"), [], [], [], "left_alone", "ynnnn", id="left alone"),
        pytest.param(planned("m-1", "copy"), [FAILED], [], [], "failed", "yfnnn", id="copy failed"),
        pytest.param(planned("m-1", "copy"), [copied("m-1", "queued")], [], [], "in_progress", "ypppn", id="queued"),
        pytest.param(planned("m-1", "copy"), [copied("m-1", "planned")], [], [], "planned", "ypppn", id="planned"),
        pytest.param(planned("m-1", "copy"), [copied("m-1")], [], [], "failed", "yyyfn", id="copied and not shared"),
        pytest.param(
            planned("m-1", "copy"), [copied("m-1")], [shared("m-1-new", CONSUMER)], [], "ready", "yyyyn", id="not asked"
        ),
        pytest.param(
            planned("m-1", "copy"),
            [copied("m-1")],
            [shared("m-1-new", CONSUMER)],
            [proof("m-1-new", CONSUMER, "visible")],
            "ready",
            "yyyyy",
            id="all the way",
        ),
        pytest.param(
            planned("m-1", "share"),
            [],
            [shared("m-1", CONSUMER)],
            [proof("m-1", CONSUMER, "not_proven", "not seen")],
            "not_proven",
            "yssyf",
            id="not seen",
        ),
        pytest.param(
            planned("m-1", "share"),
            [],
            [shared("m-1", CONSUMER)],
            [proof("m-1", CONSUMER, "not_asked", NO_ROLE)],
            "ready",
            "yssyn",
            id="no role",
        ),
        pytest.param(
            planned("m-1", "copy"),
            [copied("m-1", action="none", image_id="m-1")],
            [shared("m-1", CONSUMER)],
            [],
            "ready",
            "yssyn",
            id="has the key already",
        ),
    ],
)
def test_an_image_shows_its_way(
    plan: dict[str, Any],
    copies: list[dict[str, Any]],
    shares: list[dict[str, Any]],
    proofs: list[dict[str, Any]],
    state: str,
    way: str,
) -> None:
    (row,) = page(rows([plan], copies, shares, proofs))["rows"]

    assert (row["state"], row["way"]) == (state, way)


def test_without_accounts_sharing_is_not_needed() -> None:
    (row,) = rows([planned("m-1", "none")], accounts=())

    assert run_row(row, accounts=[], is_check=False, texts=texts_in())["way"] == "yssss"


def test_in_check_mode_new_access_is_planned() -> None:
    images = rows([planned("m-1", "share")], shares=[shared("m-1", CONSUMER, added=[CONSUMER])])
    (row,) = page(images, check_mode=True)["rows"]

    assert (row["state"], row["way"]) == ("planned", "ysspn")


def test_a_way_can_be_read() -> None:
    assert (
        way_words("yspnf", texts_in())
        == "found: done, copied: not needed, key proven: to come, shared: not done, verified: failed"
    )


def test_long_lists_of_accounts_are_cut() -> None:
    (few,) = page(rows([planned("m-1", "share")], shares=[shared("m-1", "1", "2", "3")]))["rows"]
    (many,) = page(rows([planned("m-1", "share")], shares=[shared("m-1", "1", "2", "3", "4", "5")]))["rows"]

    assert (few["accounts"], few["accounts_more"]) == (["1", "2", "3"], "")
    assert (many["accounts"], many["accounts_more"]) == (["1", "2", "3"], "and 2 more")


def test_the_tiles_count_images_and_not_rows() -> None:
    plan = [planned("m-1", "copy"), planned("m-1", "copy", destination_region=AWAY), planned("m-2", "skip")]
    images = rows(plan, [copied("m-1"), {**FAILED, "region": AWAY}], [shared("m-1-new", CONSUMER, added=[CONSUMER])])

    assert values(page(images)["tiles"]) == {
        "images": "2",
        "ready": "0",
        "under way": "0",
        "skipped": "1",
        "failed": "1",
        "copied by this run": "1",
        "shares added": "1",
        "shares verified": "0",
        "under a service key": "2",
    }


@pytest.mark.parametrize(
    ("price", "words"),
    [({}, "at most"), ({"per_gib_month": 0.12, "currency": "USD"}, "4.80 USD a month at most")],
)
def test_tiles_show_what_copies_hold_and_cost(price: dict[str, Any], words: str) -> None:
    storage = {"copies_gib": 40, "replaced_gib": 40, "both_gib": 80}
    tiles = page(rows([planned("m-1", "copy")], [copied("m-1")]), storage=storage, price=price)["tiles"]

    assert {name: value for name, value in values(tiles).items() if "GiB" in value} == {
        "copies": "40 GiB",
        "both generations": "80 GiB",
        "retiring would save": "40 GiB",
    }
    assert words in [tile["note"] for tile in tiles]


def test_the_same_id_at_two_sites_is_two_images() -> None:
    images = [*rows([planned("m-1", "skip")], site="one"), *rows([planned("m-1", "skip")], site="two")]
    found = page(images)

    assert values(found["tiles"])["images"] == "2"
    assert [line["site"] for line in found["sites"]] == ["one", "two"]
    assert found["has_sites"]


def test_one_site_needs_no_list_of_sites() -> None:
    assert page(rows([planned("m-1", "skip")]))["sites"] == []


def test_what_to_do_is_told_by_cause_gravest_first() -> None:
    plan = [
        planned("m-9", "skip", code="vhd_format", why="is vhd", remedy="Import it again.", verdict="blocked"),
        planned("m-1", "copy"),
        planned("m-2", "skip", code="not_encrypted", why="is plain", remedy="Encrypt it."),
        planned("m-3", "skip", code="not_encrypted", why="is plain", remedy="Encrypt it."),
        planned("m-4", "copy"),
    ]
    found = page(rows(plan, [FAILED, copied("m-4", "copying")]))["todo"]

    assert [(item["title"], item["count"], item["why"]) for item in found] == [
        ("Failed", 1, "It failed."),
        ("Under way", 1, ""),
        ("Skipped", 2, "The image is plain."),
        ("Skipped", 1, "The image is vhd."),
    ]
    assert found[2]["remedy"] == "Encrypt it."
    assert found[2]["filter"] == "state=left_alone&code=not_encrypted"
    assert all(item["remedy"] for item in found)


def test_a_code_of_the_service_brings_its_remedy() -> None:
    failed = {**FAILED, "reasons": [{"code": "QuotaExceed.Snapshot", "message": "was refused", "remedy": ""}]}
    (item,) = page(rows([planned("m-1", "copy")], [failed]))["todo"]

    assert "Quota Center" in item["remedy"]


def test_accounts_that_nobody_asked_are_told() -> None:
    images = rows(
        [planned("m-1", "share")],
        shares=[shared("m-1", CONSUMER)],
        proofs=[proof("m-1", CONSUMER, "not_asked", NO_ROLE)],
    )
    (item,) = page(images)["todo"]

    assert (item["title"], item["examples"]) == ("Not verified", CONSUMER)
    assert "images_consumer_role_arns" in item["remedy"]


def test_who_has_access_is_told_by_account() -> None:
    plan = [planned("m-1", "copy"), planned("m-2", "share", destination_region=HOME)]
    images = rows(
        plan,
        [copied("m-1")],
        [shared("m-1-new", CONSUMER, OTHER, added=[CONSUMER]), shared("m-2", CONSUMER)],
        [proof("m-1-new", CONSUMER, "visible"), proof("m-2", CONSUMER, "not_proven", "not seen")],
    )

    assert page(images)["access"] == [
        {"account": CONSUMER, "images": 2, "regions": [HOME], "granted": 1, "seen": 1, "reason": "Not seen."},
        {"account": OTHER, "images": 1, "regions": [HOME], "granted": 0, "seen": 0, "reason": ""},
    ]


def test_images_under_a_service_key_are_counted_over_the_whole_audit() -> None:
    images = rows([planned("m-1", "copy")], [copied("m-1")], [shared("m-1-new", CONSUMER)])
    audit = audit_of(audited("m-1", "needs_copy"), audited("m-7", "needs_copy"), audited("m-8", "blocked"))
    found = page(images, audit)

    assert values(found["tiles"])["under a service key"] == "3"
    assert [item["count"] for item in found["todo"] if item["title"] == "Replaced"] == [1]


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    plan = [planned(f"m-{number}", "skip", verdict="blocked") for number in range(4)]
    plan += [planned("m-9", "skip", region=AWAY, destination_region=AWAY, verdict="unknown")]
    longest, other = page(rows(plan))["verdicts"]

    assert (longest["label"], longest["total"], longest["parts"][0]["width"]) == (HOME, 4, 100.0)
    assert (other["label"], other["parts"][0]["words"], other["parts"][0]["width"]) == (
        AWAY,
        f"{AWAY}: 1 unknown",
        25.0,
    )


def test_an_image_that_is_wanted_in_two_regions_counts_once_among_the_verdicts() -> None:
    found = page(rows([planned("m-1", "copy"), planned("m-1", "copy", destination_region=AWAY)]))

    assert [(line["label"], line["total"]) for line in found["verdicts"]] == [(HOME, 1)]
    assert sorted((line["label"], line["total"]) for line in found["outcomes"]) == sorted([(HOME, 1), (AWAY, 1)])


def test_rows_with_the_same_accounts_share_a_set() -> None:
    images = rows(
        [planned("m-1", "share"), planned("m-2", "share"), planned("m-3", "skip")],
        shares=[shared("m-1", CONSUMER, OTHER), shared("m-2", CONSUMER, OTHER)],
    )
    found = page(images)

    assert {row["id"]: row["set"] for row in found["rows"]} == {"m-1": 1, "m-2": 1, "m-3": 0}
    assert [entry["accounts"] for entry in found["sets"]] == [[], [CONSUMER, OTHER]]


def test_an_audit_alone_is_a_page() -> None:
    audit = audit_of(
        audited("m-1", "needs_copy", "service_key"),
        audited("m-2", "blocked", "key_disabled"),
        audited("m-3", "shareable", encryption="customer_key", shared_with=[CONSUMER]),
        total=10,
    )
    found = report_page({}, audit, texts_in())

    assert found["kind"] == "audit"
    assert values(found["tiles"]) == {
        "images": "10",
        "shareable": "1",
        "needs a copy": "1",
        "blocked": "1",
        "unknown": "0",
        "shared with others": "1",
        "under a service key": "2",
    }
    assert found["unlisted"].startswith("7 ")
    assert [(item["title"], item["remedy"]) for item in found["todo"]] == [
        ("Needs a copy", "Mend service_key."),
        ("Blocked", "Mend key_disabled."),
    ]
    assert [row["key_lines"][0]["code"] for row in found["rows"]] == ["alias/acs/ecs", "alias/acs/ecs", "key-2"]
    assert found["access"][0]["account"] == CONSUMER


@pytest.mark.parametrize(
    ("plan", "copies", "shares", "proofs", "says"),
    [
        pytest.param(
            planned("m-1", "copy"),
            [copied("m-1")],
            [shared("m-1-new", CONSUMER, OTHER, added=[CONSUMER, OTHER])],
            [proof("m-1-new", CONSUMER, "visible")],
            "Copied. Shared with 2 accounts. Verified from 1 of 2 accounts.",
            id="copied",
        ),
        pytest.param(
            planned("m-1", "copy"),
            [copied("m-1", action="reused")],
            [shared("m-1-new", CONSUMER)],
            [],
            "Uses an existing copy. 1 account already had access.",
            id="a copy was there",
        ),
        pytest.param(
            planned("m-1", "share"),
            [],
            [shared("m-1", CONSUMER, added=[CONSUMER])],
            [],
            "Needed no copy. Shared with 1 account.",
            id="only shared",
        ),
        pytest.param(
            planned("m-1", "none"),
            [],
            [shared("m-1", CONSUMER)],
            [],
            "Needed no change. 1 account already had access.",
            id="as it was",
        ),
        pytest.param(
            planned("m-1", "copy"), [copied("m-1", "copying")], [], [], "The copy is in progress.", id="copying"
        ),
        pytest.param(planned("m-1", "copy"), [copied("m-1", "planned")], [], [], "Would be copied.", id="check mode"),
        pytest.param(planned("m-1", "copy"), [FAILED], [], [], "It failed.", id="failed"),
        pytest.param(
            planned("m-1", "skip", code="vhd_format", why="is in vhd format"),
            [],
            [],
            [],
            "The image is in vhd format.",
            id="skipped",
        ),
    ],
)
def test_a_row_says_what_was_done_and_a_reason_only_where_something_is_wrong(
    plan: dict[str, Any],
    copies: list[dict[str, Any]],
    shares: list[dict[str, Any]],
    proofs: list[dict[str, Any]],
    says: str,
) -> None:
    (row,) = page(rows([plan], copies, shares, proofs))["rows"]

    assert row["what"] == says


def test_a_key_is_shown_as_it_was_and_as_it_is_with_its_alias() -> None:
    images = rows([planned("m-1", "copy", key="key-of-ecs")], [copied("m-1", kms_key_id="key-1")])
    (row,) = page([{**images[0], "new_key_alias": "alias/image-share", "key_alias": "alias/acs/ecs"}])["rows"]

    assert row["key_lines"] == [
        {"label": "was", "name": "service key", "code": "alias/acs/ecs", "is_named": True},
        {"label": "is", "name": "alias/image-share", "code": "key-1", "is_named": True},
    ]


def test_the_key_of_an_image_that_stays_is_shown_once() -> None:
    (row,) = page(rows([planned("m-1", "share", encryption="customer_key", key="key-1")]))["rows"]

    assert row["key_lines"] == [{"label": "", "name": "customer master key", "code": "key-1", "is_named": False}]


def test_what_failed_or_was_skipped_comes_first() -> None:
    plan = [planned("m-1", "share"), planned("m-2", "skip"), planned("m-3", "copy")]
    found = page(rows(plan, [{**FAILED, "source_image_id": "m-3"}], [shared("m-1", CONSUMER)]))["rows"]

    assert [row["id"] for row in found] == ["m-3", "m-2", "m-1"]


def test_the_head_names_few_consumers_and_counts_the_rest() -> None:
    found = page([], accounts=[str(number) for number in range(30)])

    assert (len(found["asked"]), found["asked_more"]) == (6, "and 24 more")


def test_a_select_offers_what_the_rows_have() -> None:
    plan = [planned("m-1", "share"), planned("m-2", "skip", code="vhd_format")]
    found = {entry["name"]: entry for entry in page(rows(plan, shares=[shared("m-1", CONSUMER)]))["filters"]}

    assert [option["text"] for option in found["state"]["options"]] == ["ready", "skipped"]
    assert found["region"]["hidden"]
    assert not found["account"]["hidden"]
    assert [option["value"] for option in found["code"]["options"]] == ["vhd_format"]


def test_nothing_is_a_page_too() -> None:
    assert page([])["rows"] == []
    assert report_page({}, {}, texts_in())["rows"] == []
