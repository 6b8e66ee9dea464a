# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Print a fleet of so many images as an audit finds it, with the copies, shares and proofs of a run, as JSON."""

from __future__ import annotations

import importlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

COLLECTIONS = next(path for path in Path(__file__).resolve().parents if path.name == "ansible_collections").parent
OURS = "ansible_collections.imageops.alicloud.plugins.module_utils"

CONSUMERS = ["2000000000000002", "3000000000000003"]
REGIONS = ["cn-beijing", "cn-shanghai", "ap-southeast-1", "cn-beijing"]
# What somebody who may name images could try.
HOSTILE = [
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "{{ 7*7 }}{% raw %}",
    "=cmd|'/C calc'!A0",
    "\"><b>&amp;</b>'",
    "本番サーバー",
]
# Encryption, verdict and the reason's code of the kinds of images, as often as they are here.
KINDS = [
    ("service_key", "needs_copy", "service_key"),
    ("service_key", "needs_copy", "service_key"),
    ("customer_key", "shareable", ""),
    ("mixed", "shareable_in_parts", "encrypted_data_disks"),
    ("unknown", "unknown", "key_not_found"),
    ("none", "shareable", "not_encrypted"),
    ("service_key", "needs_copy", "service_key"),
]


def image(number: int) -> dict[str, Any]:
    encryption, verdict, code = KINDS[number % len(KINDS)]
    key = {"none": "", "customer_key": "key-share"}.get(encryption, "key-of-ecs")
    disk = {"device": "/dev/xvda", "type": "system", "size_gib": 40, "snapshot_id": f"s-{number}", "kms_key_id": key}
    return {
        "image_id": f"m-{number:05d}",
        "name": HOSTILE[number] if number < len(HOSTILE) else f"image-{number:05d}",
        "status": "Available",
        "region": REGIONS[number % len(REGIONS)],
        "owner_id": "1000000000000001",
        "family": "=family",
        "tags": {"<b>": "{{ 7*7 }}"},
        "size_gib": 40,
        "created": "2025-01-31T00:00:00Z",
        "copied_from": "",
        "disks": [disk],
        "encryption": encryption,
        "shared_with": [],
        "verdict": verdict,
        "reasons": [{"code": code, "message": f"is {encryption} <i>", "remedy": "Do {{ 7*7 }}."}] if code else [],
    }


def copy(source: dict[str, Any], number: int) -> dict[str, Any]:
    state = "failed" if number % 50 == 49 else "copying" if number % 50 == 48 else "available"
    reason = {"code": "QuotaExceed.Snapshot", "message": "CopyImage was refused: <quota>", "remedy": ""}
    return {
        "source_image_id": source["image_id"],
        "region": source["region"],
        "name": f"{source['name']}-cmk",
        "image_id": f"{source['image_id']}-new",
        "kms_key_id": "key-share",
        "state": state,
        "action": "started" if number % 3 else "reused",
        "reasons": [reason] if state == "failed" else [],
    }


def fleet(count: int) -> dict[str, Any]:
    images = [image(number) for number in range(count)]
    copies = [copy(item, n) for n, item in enumerate(i for i in images if i["verdict"] == "needs_copy")]
    usable = [(item["image_id"], item["region"]) for item in images if item["encryption"] == "customer_key"]
    usable += [(item["image_id"], item["region"]) for item in copies if item["state"] == "available"]
    shares = [
        {"image_id": image_id, "region": region, "shared_with": CONSUMERS, "added": CONSUMERS, "removed": []}
        for image_id, region in usable
    ]
    proofs = [
        {"image_id": image_id, "region": region, "account": account, "result": "visible", "reason": "seen"}
        for image_id, region in usable
        for account in CONSUMERS[:1]
    ]
    plan = importlib.import_module(f"{OURS}._migration.plan")
    decided = plan.plan_values(plan.plan_migration(images, plan.PlanOptions(accounts=tuple(CONSUMERS))))
    rows = importlib.import_module(f"{OURS}._reports.rows").report_rows
    return {
        "images": images,
        "counts": decided["counts"],
        "rows": rows(decided["rows"], copies, shares, proofs, accounts=CONSUMERS, site="localhost"),
        "summary": {
            "total": count,
            "listed": count,
            "verdicts": Counter(item["verdict"] for item in images),
            "encryption": Counter(item["encryption"] for item in images),
            "regions": Counter(item["region"] for item in images),
        },
        "copies": copies,
    }


if __name__ == "__main__":
    sys.path.insert(0, str(COLLECTIONS))
    print(json.dumps(fleet(int(sys.argv[1]))))
