# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A region of the emulator with old images and their copies, and what retires them."""

from __future__ import annotations

from typing import Any

from plugins.module_utils._client.session import Session
from plugins.module_utils._retire.apply import Retirer
from plugins.module_utils._retire.decide import plan_retirement
from plugins.module_utils._retire.observe import observe_retirement
from plugins.module_utils._retire.request import read_request
from plugins.module_utils._retire.rows import Retired, RetirementPlan
from plugins.module_utils._retire.values import RetireRequest

from ....emulator.support import Harness
from ..support import CONSUMER, HOME, OWNER
from ..world import WORLD, disk

GIVEN: dict[str, Any] = {
    "region": HOME,
    "image_map": {"m-old": "m-new"},
    "image_ids": [],
    "state": "retired",
    "after_days": 30,
    "cleared_accounts": {},
    "former_accounts": {},
    "accept_unknown": [],
    "accept_inactive": False,
    "keep_newest": 0,
    "keep_tags": {},
    "leftovers": False,
    "leftover_ids": [],
    "recorded_snapshots": [],
    "run": "old",
}
LONG_AGO = "2025-01-01T00:00:00Z"


def copy_tags(source: str, attempt: int = 1, key: str = "key-bj") -> dict[str, str]:
    return {"imageops:source-image": source, "imageops:copy": f"{OWNER}/{HOME}>{HOME}/{key}/{attempt}"}


def old(**more: Any) -> dict[str, Any]:
    return {"id": "m-old", "name": "old", "disks": [disk("key-bj", snapshot="s-old")], **more}


def new(**more: Any) -> dict[str, Any]:
    tags = copy_tags("m-old")
    return {
        "id": "m-new",
        "name": "new",
        "copied": True,
        "tags": tags,
        "disks": [disk("key-bj", snapshot="s-new")],
        **more,
    }


def past(**more: Any) -> dict[str, Any]:
    """The old image as it is long after it was deprecated; nobody had it."""
    return old(status="Deprecated", tags={"imageops:deprecated": f"{LONG_AGO}/0/old"}, **more)


def reset(emu: Harness, *images: dict[str, Any], **parts: Any) -> None:
    account = WORLD["accounts"][OWNER]
    region = {**account["regions"][HOME], "images": list(images), **parts}
    changed = {**account, "regions": {**account["regions"], HOME: region}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: changed}})


def plan(session: Session, **more: Any) -> tuple[RetireRequest, RetirementPlan]:
    request = read_request({**GIVEN, **more})
    return request, plan_retirement(request, observe_retirement(session, request))


def retire(session: Session, **more: Any) -> Retired:
    _request, planned = plan(session, **more)
    return Retirer(session=session, sleep=lambda _seconds: None).carry_out(planned)


def cleared(*accounts: str) -> dict[str, Any]:
    return {"cleared_accounts": {"m-old": list(accounts or [CONSUMER])}}


def images(emu: Harness) -> dict[str, dict[str, Any]]:
    region = emu.control("GET", "world")["accounts"][OWNER]["regions"][HOME]
    return {item["id"]: item for item in region["images"]}


def snapshots(emu: Harness) -> dict[str, dict[str, Any]]:
    region = emu.control("GET", "world")["accounts"][OWNER]["regions"][HOME]
    return {item["id"]: item for item in region["snapshots"]}


def shown(done: Retired | RetirementPlan) -> list[tuple[str, str]]:
    return [(str(row.action), str(row.state)) for row in done.rows]


def codes(done: Retired | RetirementPlan, place: int = 0) -> list[str]:
    return [item.code for item in done.rows[place].reasons]
