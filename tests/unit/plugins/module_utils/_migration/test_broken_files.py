# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A broken plan, audit or record gives one sentence, whatever is broken in it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from plugins.module_utils._migration.plan_check import (
    plan_differences,
    plan_variables,
    planned_shares,
    read_plan,
    request_differences,
)
from plugins.module_utils._migration.plan_file import plan_document
from plugins.module_utils._migration.rehearsal import Rehearsed, differing, rehearsal
from plugins.module_utils._migration.rehearsal_images import read_audit
from plugins.module_utils._migration.rollback import plan_rollback
from plugins.module_utils._migration.rollback_values import RunTraces, record_of_account
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._reports.record import record_fault

from ..support import CONSUMER, HOME, OWNER
from .test_plan_check import REQUEST, plan, row
from .test_rehearsal import audit, image
from .test_rollback import copy as run_copy
from .test_rollback import now, record

ODD: tuple[Any, ...] = (None, "", "odd", 0, -1, 1.5, True, [], ["odd"], [None], {}, {"odd": 1}, [[[]]])


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def broken(value: Any) -> Iterator[tuple[str, Any]]:
    """Every single place of a document with every odd value, and without it."""
    for path in places(value):
        for odd in (*ODD, ...):
            if not path:
                yield "top", None if odd is ... else odd
                continue
            changed = copy.deepcopy(value)
            place = changed
            for key in path[:-1]:
                place = place[key]
            if odd is not ...:
                place[path[-1]] = odd
            elif isinstance(place, dict):
                del place[path[-1]]
            yield f"{path} {odd!r}", changed


def one_sentence(error: InvalidInput) -> None:
    text = str(error)
    assert "\n" not in text
    assert len(text) < 600


def test_a_plan_that_is_broken_anywhere_gives_one_sentence() -> None:
    refused = 0
    for _label, plans in broken([plan(row(), row(image_id="m-2"), made="2026-01-01 00:00 UTC")]):
        text = json.dumps(plan_document(plans) if isinstance(plans, list) else {"plans": plans})
        try:
            found = read_plan(text, "plan.json", "here")
            plan_variables(found, {}, is_emulated=False)
        except InvalidInput as error:
            one_sentence(error)
            refused += 1
            continue
        plan_differences(found, [row(), row(image_id="m-2")], "1")
        planned_shares(found, {HOME: {"m-1": "m-1-new"}})
        request_differences(found, REQUEST)
    assert refused > 300


def test_an_audit_that_is_broken_anywhere_gives_one_sentence() -> None:
    wanted = Rehearsed(
        region="",
        key="alias/image-share",
        destinations=(),
        accounts=(CONSUMER,),
        roles={},
        seconds_per_gib=1.0,
        secret="x",
    )
    given = audit(image("m-1", "key_disabled"), image("m-2", key_type="service", key=""))
    refused = 0
    for _label, data in broken(given):
        try:
            read = read_audit(json.dumps(data), "audit.json")
            rehearsal(read, wanted)
            differing(read, [{"image_id": "m-1", "name": "one", "verdict": "shareable"}])
        except InvalidInput as error:
            one_sentence(error)
            refused += 1
    assert refused > 300


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '"x"', "[" * 100_000, '{"images": "', "\ufeff{}"])
def test_what_is_no_json_is_no_audit(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"images_audit_file: 'audit\.json' is no audit: ") as refused:
        read_audit(text, "audit.json")
    one_sentence(refused.value)


def test_a_record_that_is_broken_anywhere_gives_one_sentence_or_undoes_no_more() -> None:
    shared = {
        "site": "one",
        "image_id": "m-base",
        "name": "base",
        "region": HOME,
        "destination_region": HOME,
        "new_image_id": "m-base",
        "copy_action": None,
        "added": [CONSUMER],
        "shared_before": [],
    }
    given = {
        "version": 1,
        **dict.fromkeys(("kind", "run", "collection", "started", "finished"), "x"),
        **{name: [] for name in ("history", "failures", "owners", "accounts")},
        **{name: {} for name in ("image_map", "counts", "keys", "roles", "request_ids", "api_calls")},
        **record(shared),
    }
    given["sites"] = given.get("sites") or [{"site": "one", "account": OWNER}]
    assert record_fault(given) == ""
    refused = 0
    for _label, data in broken(given):
        if fault := record_fault(data):
            assert "\n" not in fault
            refused += 1
            continue
        mine, _why = record_of_account(data, OWNER, ["one"], emulated=False)
        named = [now("m-base", CONSUMER)]
        made = plan_rollback(RunTraces(run="x", account=OWNER, copies=[run_copy()], record=mine, named=named))
        assert {account for share in made["shares"] for account in share["accounts"]} <= {CONSUMER}
    assert refused > 100
