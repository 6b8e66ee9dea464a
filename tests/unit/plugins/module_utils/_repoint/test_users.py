# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which users a run moves, how it shows them, what it records, and what taking it back does."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._migration.rollback_users import launched, rows_of_users
from plugins.module_utils._repoint.record import make_record, merged, of_account, record_fault
from plugins.module_utils._repoint.undo import CHANGED_SINCE, judge, undo_calls
from plugins.module_utils._repoint.users import chosen, due, options_of, unknown_names, words_of_row

RUN = "nightly"


def version(number: Any, image_id: str) -> dict[str, Any]:
    return {"version": number, "image_id": image_id, "kms_key_id": ""}


def template(**more: Any) -> dict[str, Any]:
    return {
        "kind": "launch_templates",
        "id": "lt-1",
        "name": "web",
        "region": "cn-beijing",
        "old_image_id": "m-old",
        "new_image_id": "m-new",
        "state": "planned",
        "before": {"default_version": version(1, "m-old"), "latest_version": version(1, "m-old")},
        "after": {"default_version": version("new", "m-new"), "latest_version": version("new", "m-new")},
        "reasons": [],
        **more,
    }


def disk(image_id: str, **more: Any) -> dict[str, Any]:
    return {"image_id": image_id, "active": True, "encrypted": False, "kms_key_id": "", "data_disks": [], **more}


def configuration(**more: Any) -> dict[str, Any]:
    return template(
        **{"kind": "scaling", "id": "asc-1", "before": disk("m-old"), "after": disk("m-new"), "account": "1", **more}
    )


def pool(**more: Any) -> dict[str, Any]:
    return template(
        **{"kind": "node_pools", "id": "np-1", "before": disk("m-old"), "after": disk("m-new"), "account": "1", **more}
    )


def named(value: str, *ids: str) -> dict[str, Any]:
    return {"image_ids": list(ids), "version": 1, "sha256": value}


def parameter(**more: Any) -> dict[str, Any]:
    both = {"before": named("a", "m-old"), "after": named("b", "m-new")}
    return template(**{"kind": "oos_parameters", "id": "images/web", "name": "images/web", **both, **more})


def gives(image_id: str, new_image_family: str) -> dict[str, str]:
    return {"image_id": image_id, "new_image_family": new_image_family}


def family(**more: Any) -> dict[str, Any]:
    both = {"before": gives("m-old", ""), "after": gives("m-new", "web")}
    return template(**{"kind": "image_families", "id": "web", "name": "web", **both, **more})


def why(code: str, message: str = "no", remedy: str = "Do it.") -> list[dict[str, str]]:
    return [{"code": code, "message": message, "remedy": remedy}]


def changes(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"account": "1", "site": "localhost", **one} for one in more]


@pytest.mark.parametrize(
    ("only", "left_out", "ids"),
    [
        ([], [], ["lt-1", "lt-2"]),
        (["api"], [], ["lt-2"]),
        (["lt-1", "api"], [], ["lt-1", "lt-2"]),
        ([], ["lt-1"], ["lt-2"]),
        (["web", "api"], ["api"], ["lt-1"]),
    ],
)
def test_users_are_chosen_by_id_or_name(only: list[str], left_out: list[str], ids: list[str]) -> None:
    rows = [template(), template(id="lt-2", name="api")]
    assert [row["id"] for row in chosen(rows, only, left_out)] == ids


def test_a_name_of_no_user_is_known_as_such() -> None:
    assert unknown_names([template()], ["web", "lt-1", "webb"]) == ["webb"]


def test_only_what_is_planned_is_due() -> None:
    rows = [template(), configuration(), template(state="blocked")]
    assert [row["id"] for row in due(rows)] == ["lt-1", "asc-1"]
    assert [row["id"] for row in due(rows, "scaling")] == ["asc-1"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (template(), "default version 1 -> new, latest version 1 -> new"),
        (
            template(
                before={"default_version": version(1, "m-other"), "latest_version": version(2, "m-old")},
                after={"default_version": version(1, "m-other"), "latest_version": version("new", "m-new")},
            ),
            "latest version 2 -> new",
        ),
        (template(state="unchanged"), "has it already"),
        (template(state="blocked", reasons=why("template_latest_differs", "it would lose")), "it would lose"),
        (configuration(), "in place"),
        (configuration(before=disk("m-old", active=False)), "in place, inactive"),
        (pool(before={**disk("m-old"), "cluster_id": "c-1"}), "in place, for new nodes of cluster c-1"),
        (parameter(after={**named("b", "m-new"), "version": 2}), "version 1 -> 2"),
        (parameter(after=named("a", "m-old")), "new version"),
        (family(), "the new image joins the family"),
        (family(state="unchanged", reasons=why("family_gives_other", "it gives m-9")), "it gives m-9"),
    ],
)
def test_a_user_is_shown_by_what_changes(row: dict[str, Any], words: str) -> None:
    assert words_of_row(row) == words


def test_a_later_change_of_the_same_user_keeps_what_was_before_the_first() -> None:
    first = changes(template(), configuration())
    later = changes(template(state="changed", before={"default_version": version(2, "m-old")}))
    found = merged(first, later)
    assert [(item["id"], item["state"]) for item in found] == [("lt-1", "changed"), ("asc-1", "planned")]
    assert found[0]["before"] == first[0]["before"]
    assert [item["id"] for item in of_account(found, "2")] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, ""),
        ({"run": "other"}, "is the record of the run other"),
        ({"kind": "run"}, "is no record of moved users"),
        ({"version": 2}, "is no record of moved users"),
        ({"emulator": False}, "was edited since it was written"),
        ({"changes": []}, "was edited since it was written"),
    ],
)
def test_a_record_that_is_not_this_runs_or_was_edited_is_refused(change: dict[str, Any], says: str) -> None:
    record = make_record(RUN, "1.0.0", changes(template()), emulator=True)
    assert record_fault({**record, **change}, RUN, emulator=True) == says


def test_a_record_whose_key_is_no_text_is_refused() -> None:
    (change,) = changes(configuration())
    odd = {**change, "before": {**change["before"], "kms_key_id": {"a": 1}}}
    record = make_record(RUN, "1.0.0", [odd], emulator=True)
    assert record_fault(record, RUN, emulator=True) == "has no list of changes"


def test_a_record_of_another_cloud_or_without_changes_is_refused() -> None:
    record = make_record(RUN, "1.0.0", [], emulator=True)
    assert record_fault(record, RUN, emulator=False) == "is of the emulator"
    odd = make_record(RUN, "1.0.0", [{"id": "lt-1"}], emulator=True)
    assert record_fault(odd, RUN, emulator=True) == "has no list of changes"
    assert record_fault(["x"], RUN, emulator=True) == "is no record of moved users"


@pytest.mark.parametrize("images", [None, "m-new", [], ["m-new", "m-2"], [1]])
def test_a_record_of_a_parameter_without_its_images_is_refused(images: Any) -> None:
    odd = parameter(after={**named("b"), "image_ids": images}, account="1")
    record = make_record(RUN, "1.0.0", [odd], emulator=True)
    assert record_fault(record, RUN, emulator=True) == "has no list of changes"
    right = make_record(RUN, "1.0.0", [parameter(account="1")], emulator=True)
    assert record_fault(right, RUN, emulator=True) == ""


def test_configurations_go_back_before_templates_each_set_in_one_call() -> None:
    found = undo_calls(changes(template(), template(id="lt-2"), configuration()))
    assert [(call.module, [item["id"] for item in call.changes]) for call in found] == [
        ("scaling_configuration_image", ["asc-1"]),
        ("launch_template_image", ["lt-1", "lt-2"]),
    ]
    assert found[0].asked() == {
        "region": "cn-beijing",
        "image_map": {"m-new": "m-old"},
        "encrypted": None,
        "kms_key_id": None,
    }
    assert found[1].asked() == {
        "region": "cn-beijing",
        "image_map": {"m-old": "m-new"},
        "state": "absent",
        "launch_templates": ["lt-1", "lt-2"],
    }


def test_calls_of_a_kind_go_by_region_and_images_whatever_the_order_of_the_record() -> None:
    wanted = [
        ("cn-beijing", "m-2", "m-8"),
        ("cn-beijing", "m-2", "m-9"),
        ("cn-beijing", "m-3", "m-7"),
        ("cn-shanghai", "m-1", "m-6"),
    ]
    names = ("region", "old_image_id", "new_image_id")
    found = undo_calls(changes(*(configuration(**dict(zip(names, one, strict=True))) for one in reversed(wanted))))
    assert [tuple(call.changes[0][name] for name in names) for call in found] == wanted


def test_configurations_whose_encryption_changed_go_back_apart_from_the_others() -> None:
    encrypted = configuration(id="asc-2", after=disk("m-new", encrypted=True, kms_key_id="key-1"))
    found = undo_calls(changes(configuration(), encrypted))
    assert [(call.changes[0]["id"], call.options["encrypted"]) for call in found] == [("asc-1", None), ("asc-2", False)]


def test_the_encryption_before_goes_back_with_the_image() -> None:
    mine = disk("m-new", encrypted=True, kms_key_id="key-1")
    (call,) = undo_calls(changes(configuration(after=mine)))
    assert (call.options["encrypted"], call.options["kms_key_id"]) == (False, None)
    theirs = disk("m-old", encrypted=True, kms_key_id="key-2")
    (call,) = undo_calls(changes(configuration(before=theirs, after=mine)))
    assert (call.options["encrypted"], call.options["kms_key_id"]) == (True, "key-2")


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        (configuration(before=disk("m-new")), [("", True, False)]),
        (configuration(before=disk("m-new", active=False)), [("", True, False)]),
        (configuration(before=disk("m-new", encrypted=True)), [(CHANGED_SINCE, False, True)]),
        (configuration(state="unchanged"), []),
        (configuration(state="blocked", reasons=why("new_image_not_usable")), [("no. Do it.", False, True)]),
        (configuration(id="asc-9"), []),
    ],
)
def test_a_configuration_goes_back_if_it_is_as_it_was_left(
    row: dict[str, Any], judged: list[tuple[str, bool, bool]]
) -> None:
    (call,) = undo_calls(changes(configuration()))
    assert [(item.why, item.is_due, item.is_used) for item in judge(call, [row])] == judged


def test_a_template_whose_new_version_stays_keeps_the_copy() -> None:
    (call,) = undo_calls(changes(template()))
    found = judge(call, [template(reasons=why("template_version_in_use", "version 2 stays"))])
    assert [(item.is_due, item.is_used) for item in found] == [(True, True)]
    assert launched(found) == {"m-new": "the launch template web launches from it"}
    (row,) = rows_of_users(found)
    assert (row["what"], row["action"], row["image_id"]) == ("launch_template", "restore", "lt-1")


def test_a_user_that_goes_back_needs_its_copy_no_more() -> None:
    (call,) = undo_calls(changes(configuration()))
    found = judge(call, [configuration(before=disk("m-new"))])
    assert launched(found) == {}
    (row,) = rows_of_users(found)
    assert (row["action"], row["why"]) == ("restore", "the run moved it from m-old to m-new")


def test_parameters_go_back_first_with_every_image_that_was_replaced() -> None:
    several = parameter(before=named("a", "m-old", "m-2"), after=named("b", "m-new", "m-3"))
    found = undo_calls(changes(family(), template(), configuration(), pool(), several))
    assert [call.module for call in found] == [
        "oos_parameter_image",
        "ack_node_pool_image",
        "scaling_configuration_image",
        "launch_template_image",
        "image_family_image",
    ]
    assert found[0].asked() == {"region": "cn-beijing", "image_map": {"m-new": "m-old", "m-3": "m-2"}}


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        (parameter(before=named("b", "m-new"), after=named("a", "m-old")), [("", True, False)]),
        (parameter(before=named("c", "m-new"), after=named("a", "m-old")), [(CHANGED_SINCE, False, True)]),
        (parameter(before=named("b", "m-new"), after=named("c", "m-old")), [(CHANGED_SINCE, False, True)]),
        (parameter(state="unchanged"), []),
    ],
)
def test_a_parameter_goes_back_if_its_value_is_as_it_was_left(
    row: dict[str, Any], judged: list[tuple[str, bool, bool]]
) -> None:
    (call,) = undo_calls(changes(parameter()))
    found = judge(call, [row])
    assert [(item.why, item.is_due, item.is_used) for item in found] == judged
    assert [item.words for item in found] == ["the parameter of OOS images/web names it"] * len(judged)
    assert [item["what"] for item in rows_of_users(found)] == ["oos_parameter"] * len(judged)


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        (pool(before=disk("m-new"), after=disk("m-old")), [("", True, False)]),
        (pool(before={**disk("m-new"), "data_disks": []}, after=disk("m-old")), [("", True, False)]),
        (
            pool(before=disk("m-new", encrypted=True, kms_key_id="key-9"), after=disk("m-old")),
            [(CHANGED_SINCE, False, True)],
        ),
        (pool(state="unchanged"), []),
    ],
)
def test_a_node_pool_goes_back_with_its_encryption_if_it_is_as_it_was_left(
    row: dict[str, Any], judged: list[tuple[str, bool, bool]]
) -> None:
    (call,) = undo_calls(changes(pool()))
    found = judge(call, [row])
    assert [(item.why, item.is_due, item.is_used) for item in found] == judged
    assert [item.words for item in found] == ["the node pool web launches nodes from it"] * len(judged)
    assert [item["what"] for item in rows_of_users(found)] == ["node_pool"] * len(judged)


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        (family(before=gives("m-new", "web"), after=gives("m-old", "imageops-undone")), [("", True, False)]),
        (family(state="blocked", reasons=why("family_old_not_next")), [("no. Do it.", False, True)]),
        (family(state="unchanged", reasons=why("family_gives_other")), []),
        (family(id="api"), []),
    ],
)
def test_a_family_gives_the_old_image_again_or_keeps_the_copy(
    row: dict[str, Any], judged: list[tuple[str, bool, bool]]
) -> None:
    (call,) = undo_calls(changes(family()))
    assert call.asked() == {"region": "cn-beijing", "image_map": {"m-old": "m-new"}, "state": "absent"}
    found = judge(call, [row])
    assert [(item.why, item.is_due, item.is_used) for item in found] == judged
    assert [item.words for item in found] == ["the image family web gives it"] * len(judged)
    assert [item["what"] for item in rows_of_users(found)] == ["image_family"] * len(judged)


def test_only_kinds_that_encrypt_take_the_key() -> None:
    options = {"image_map": {}, "kms_key_id": "key-1"}
    assert options_of("scaling", options) == options
    assert options_of("node_pools", options) == options
    assert options_of("oos_parameters", options) == {"image_map": {}}


def test_a_change_that_failed_keeps_in_the_record_what_it_was_to_become() -> None:
    places = {"account": "1", "region": "cn-beijing", "kind": "scaling", "id": "asc-1"}
    images = {"old_image_id": "m-old", "new_image_id": "m-new"}
    planned = {**places, **images, "state": "planned", "before": {"image_id": "m-old"}, "after": {"image_id": "m-new"}}
    (failed,) = merged([planned], [{**planned, "state": "failed", "after": {}}])
    assert (failed["state"], failed["after"]) == ("failed", {"image_id": "m-new"})
