# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reports as real runs leave them: 2,000 images, one in which everything is long, a plan, an audit, nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from plugins.module_utils._core.reasons import reason
from plugins.module_utils._migration.plan import PlanOptions, plan_migration, plan_values
from plugins.module_utils._migration.plan_file import plan_report, plan_rows, site_plan
from plugins.module_utils._reports.join import join_audits
from plugins.module_utils._reports.record import make_record
from plugins.module_utils._reports.rows import report_rows

Data = dict[str, Any]
OWNER = "1000000000000001"
CONSUMERS = ["2000000000000002", "3000000000000003", "4000000000000004"]
MANY = [f"{number:016d}" for number in range(5000000000000000, 5000000000000030)]
REGIONS = ["cn-beijing", "cn-hangzhou", "ap-southeast-1", "eu-central-1", "cn-wulanchabu"]
TEAMS = ["web-frontend", "api-gateway", "batch-worker", "risk-model", "mysql-base", "hadoop-edge", "windows-2022"]
SHARE_KEY = {"key_id": "key-hzz67ab18e5x2share001", "aliases": ["alias/image-share"], "arn": "", "region": "cn-beijing"}
UUID_KEY = "984e8f03-27cf-44a9-8f39-b971a0b66baf"
MOMENT = "2026-11-30T09:30:00Z"
# Encryption, verdict and the reason of the kinds of images, as often as a real account has them.
SERVICE: tuple[str, str, str, dict[str, object]] = ("service_key", "needs_copy", "service_key", {})
KINDS: list[tuple[str, str, str, dict[str, object]]] = [
    SERVICE,
    SERVICE,
    SERVICE,
    ("customer_key", "shareable", "", {}),
    SERVICE,
    ("mixed", "shareable_in_parts", "encrypted_data_disks", {}),
    SERVICE,
    SERVICE,
    ("none", "shareable", "not_encrypted", {}),
    SERVICE,
    SERVICE,
    ("unknown", "unknown", "key_not_found", {"key": UUID_KEY}),
    SERVICE,
    ("service_key", "blocked", "vhd_format", {}),
    SERVICE,
    ("customer_key", "blocked", "key_disabled", {"key": UUID_KEY}),
    SERVICE,
]


def image_id(*parts: object) -> str:
    """Return an id of the form that ECS gives."""
    return f"m-2ze{hashlib.sha256(repr(parts).encode()).hexdigest()[:17]}"


def image(number: int, **more: Any) -> Data:
    encryption, verdict, code, values = KINDS[number % len(KINDS)]
    key = {"none": "", "customer_key": UUID_KEY, "service_key": "key-of-ecs"}.get(encryption, UUID_KEY)
    disk = {"device": "/dev/xvda", "type": "system", "size_gib": 40, "snapshot_id": f"s-{number}", "kms_key_id": key}
    return {
        "image_id": image_id("image", number),
        "name": f"{TEAMS[number % len(TEAMS)]}-2026{number % 12 + 1:02d}{number % 28 + 1:02d}-{number:04d}",
        "status": "Available",
        "region": REGIONS[number % len(REGIONS)],
        "owner_id": OWNER,
        "size_gib": 40,
        "copied_from": "",
        "tags": {},
        "disks": [disk],
        "encryption": encryption,
        "shared_with": [],
        "verdict": verdict,
        "reasons": [reason(code, **values).to_result()] if code else [],
        **more,
    }


def copy_of(source: Data, number: int) -> Data:
    """Return what became of a copy: most are there, and each way to fail occurs."""
    state = {20: "failed", 21: "failed", 22: "copying", 23: "queued"}.get(number % 100, "available")
    reasons = []
    if number % 100 == 20:
        message = "CopyImage was refused: The snapshot quota of the region has been exceeded."
        reasons = [{"code": "QuotaExceed.Snapshot", "message": message, "remedy": ""}]
    elif state == "failed":
        reasons = [reason("copy_failed", image=image_id("copy", number), status="CreateFailed").to_result()]
    return {
        "source_image_id": source["image_id"],
        "region": source["region"],
        "name": f"{source['name']}-cmk",
        "image_id": image_id("copy", source["image_id"]),
        "kms_key_id": SHARE_KEY["key_id"],
        "state": state,
        "action": "reused" if number % 5 == 0 else "started",
        "reasons": reasons,
    }


def run(images: list[Data], accounts: list[str], site: str = "production") -> Data:
    """Return the report of one site."""
    decided = plan_values(plan_migration(images, PlanOptions(accounts=tuple(accounts))))["rows"]
    copies = [copy_of(row, n) for n, row in enumerate(row for row in decided if row["action"] == "copy")]
    usable = [(copy["image_id"], copy["region"]) for copy in copies if copy["state"] == "available"]
    usable += [(row["image_id"], row["region"]) for row in decided if row["action"] in ("share", "none")]
    shares = [
        {"image_id": found, "shared_with": accounts, "added": accounts[n % 2 :], "removed": []}
        for n, (found, _region) in enumerate(usable)
    ]
    proofs = [proof(found, region, account, n) for n, (found, region) in enumerate(usable) for account in accounts[:2]]
    return {
        "site": site,
        "run": "awx-4711",
        "account": OWNER,
        "caller": {"arn": f"acs:ram::{OWNER}:assumed-role/image-operator/awx-4711"},
        "region": "cn-beijing",
        "made": "2026-11-30 09:30 UTC",
        "started": "2026-11-30T07:02:11Z",
        "finished": MOMENT,
        "emulator": False,
        "check_mode": False,
        "accounts": accounts,
        "counts": dict(Counter(row["action"] for row in decided)),
        "image_map": {"cn-beijing": {copy["source_image_id"]: copy["image_id"] for copy in copies}},
        "failures": ["2 copies failed: QuotaExceed.Snapshot in cn-beijing."],
        "keys": [SHARE_KEY, {**SHARE_KEY, "key_id": UUID_KEY, "aliases": ["alias/golden-images"]}],
        "role": {
            "name": "AliyunECSShareEncryptImageDefaultRole",
            "arn": f"acs:ram::{OWNER}:role/AliyunECSShareEncryptImageDefaultRole",
            "trusted_accounts": accounts,
        },
        "request_ids": {
            "CopyImage": [f"4E73C8A1-7D2B-5F0C-9A55-{number:012X}" for number in range(25)],
            "ModifyImageSharePermission": ["0B1C2D3E-4F50-5162-8384-95A6B7C8D9E0"],
        },
        "images": report_rows(decided, copies, shares, proofs, accounts=accounts, site=site),
    }


def proof(found: str, region: str, account: str, number: int) -> Data:
    result, why = ("visible", "the account sees it and it is available, encrypted")
    if number % 97 == 0:
        result, why = "not_proven", "the account does not see the image"
    elif account == CONSUMERS[1]:
        result, why = "not_asked", "no role is given for this account (images_consumer_role_arns)"
    return {"image_id": found, "region": region, "account": account, "result": result, "reason": why}


def audit(images: list[Data]) -> Data:
    """Return the audit of one site."""
    return {
        "site": "production",
        "made": "2026-11-30 09:30 UTC",
        "images": images,
        "summary": {
            "total": len(images) + 1200,
            "listed": len(images),
            "verdicts": Counter(item["verdict"] for item in images),
            "encryption": Counter(item["encryption"] for item in images),
            "regions": Counter(item["region"] for item in images),
        },
    }


def compared() -> Data:
    """Return what an audit was compared with."""
    kinds = ("new_service_key", "share_added", "share_gone", "key_changed", "image_gone")
    changes = [
        {
            "change": kind,
            "name": f"web-frontend-2026{number:04d}",
            "id": image_id("change", number),
            "region": REGIONS[number],
            "was": "Enabled" if kind == "key_changed" else "",
            "now": "PendingDeletion" if kind == "key_changed" else ", ".join(CONSUMERS),
        }
        for number, kind in enumerate(kinds)
    ]
    trend = {"run": "awx-4700", "finished": MOMENT, "total": 1230, "verdicts": {"needs_copy": 40}, "encryption": {}}
    return {"since": "awx-4700", "finished": MOMENT, "changes": changes, "left_out": 2, "trend": [trend]}


def planned(images: list[Data]) -> Data:
    """Return a plan as a report."""
    request = {"accounts": CONSUMERS[:2], "region": "cn-beijing"}
    decided = plan_values(plan_migration(images, PlanOptions(accounts=tuple(CONSUMERS[:2]))))["rows"]
    copies = []
    for number, row in enumerate(row for row in decided if row["action"] == "copy"):
        state, action = (("available", "reused"), ("planned", "none"), ("copying", "adopted"))[number % 3]
        copies.append({**copy_of(row, 0), "state": state, "action": action, "reasons": []})
        if state == "planned":
            copies[-1]["image_id"] = None
    rows = [{**row, "snapshot_gib": 2730} for row in plan_rows(decided, copies, request)]
    facts = {"made": "2026-11-30 09:30 UTC", "account": OWNER, "emulator": False, "calibrated": ""}
    return plan_report(site_plan(rows, site="production", request=request, facts=facts, seconds_per_gib=7.3))


def long_ones() -> Data:
    """Return a run in which names, keys, accounts, sites and messages are as long as the cloud lets them be."""
    images = [image(number) for number in range(51)]
    for number, item in enumerate(images):
        if number % 4 == 1:
            item["name"] = f"golden_image_{'x' * 100}_{number:04d}"
        if number % 4 == 2:
            item["name"] = "本番サーバーのゴールデンイメージ"
        item["region"] = "cn-zhengzhou-jva-test-1" if number % 5 == 1 else item["region"]
    found = run(images, MANY, site="production-of-the-group-in-mainland-china")
    found["failures"] = [f"{'CopyImage failed at https://ecs.cn-beijing.aliyuncs.com/?RequestId=' * 3}{UUID_KEY}"]
    return found


def samples() -> dict[str, tuple[Data, Data]]:
    """Return report and audit of each page by its name."""
    fleet = [image(number) for number in range(2000)]
    few = fleet[:34]
    head = ("awx-4711", "run", "1.0.0")
    both = [run(few, CONSUMERS[:2]), long_ones()]
    plan = make_record("awx-4711", "plan", "1.0.0", [planned(fleet[:72])], MOMENT)
    return {
        "fleet": (make_record(*head, [run(fleet, CONSUMERS)], MOMENT), {}),
        "run": (make_record(*head, [run(few, CONSUMERS[:2])], MOMENT), {}),
        "sites": (make_record(*head, both, MOMENT), {}),
        "plan": (plan, {}),
        "audit": ({}, {**join_audits([audit(few)]), "run": "awx-4711", "finished": MOMENT, "compared": compared()}),
        "nothing": (make_record(*head, [{**run([], CONSUMERS), "failures": []}], MOMENT), {}),
    }
