# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Auditing and migrating many accounts and regions in one run, with few and many forks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.bench.cloud import cloud
from tests.bench.places import own
from tests.bench.report import Aim, Row, Section
from tests.bench.stage import Stage
from tests.bench.worlds import CONSUMER, SITE_ACCOUNTS, SITE_REGIONS

IMAGES = 50
FORKS = (1, 4, 16)
SITES = len(SITE_ACCOUNTS) * len(SITE_REGIONS)
CHOSEN = {"images_hosts": "image_sites", "images_all": True}
MIGRATION = {"images_kms_key_id": "alias/image-share", "images_share_accounts": [CONSUMER]}


def bench(folder: Path) -> list[Section]:
    """Measure both playbooks with each number of forks; a migration has a cloud of its own each time."""
    sites = write_inventory(folder, len(SITE_ACCOUNTS))
    audit = Section(f"Auditing {SITES} sites of {IMAGES} images")
    with cloud("sites", IMAGES, folder / "emulator.log") as now:
        for forks in FORKS:
            Stage(now, folder, audit)(_told(forks), play("audit_images", forks, sites, CHOSEN))
    migration = Section(f"Migrating {SITES} sites of {IMAGES} images with instant copies")
    for forks in FORKS:
        with cloud("sites", IMAGES, folder / "emulator.log") as now:
            Stage(now, folder, migration)(_told(forks), play("migrate_images", forks, sites, CHOSEN | MIGRATION))
    for section in (audit, migration):
        _judge(section)
    copies = [row.calls.get("CopyImage", 0) for row in migration.rows]
    migration.aims.append(Aim("CopyImage calls", max(copies), SITES * IMAGES, "calls", counted=True))
    migration.aims.append(
        Aim("CopyImage calls at least", min(copies), SITES * IMAGES, "calls", counted=True, at_least=True)
    )
    return [audit, migration]


def _judge(section: Section) -> None:
    one, *_others, most = section.rows
    section.aims += [
        Aim("Wall time of the most forks, times that of one", most.cost.wall / one.cost.wall, 1, "x"),
        Aim("largest process", max(row.cost.largest for row in section.rows), 300, "MB"),
        Aim("API calls of the most forks, beyond those of one", _calls(most) - _calls(one), 0, "calls", counted=True),
    ]
    section.figures["A worker at most"] = ", ".join(
        f"{row.cost.roles.get('worker', 0):.0f} MB with {row.title}" for row in section.rows
    )


def _calls(row: Row) -> int:
    return sum(row.calls.values())


def _told(forks: int) -> tuple[str, str]:
    return (f"{forks} fork{'s' if forks > 1 else ''}", "")


def write_inventory(folder: Path, count: int) -> Path:
    """Write an inventory of so many accounts, each with every region."""
    accounts = [
        {"name": f"team-{account[0]}", "assume_role_arn": f"acs:ram::{account}:role/image-operator"}
        for account in SITE_ACCOUNTS[:count]
    ]
    whole = {"plugin": "imageops.alicloud.image_sites", "regions": list(SITE_REGIONS), "accounts": accounts}
    path = folder / "bench.image_sites.yml"
    path.write_text(json.dumps(whole))
    return path


def play(playbook: str, forks: int, sites: Path, variables: Mapping[str, object]) -> list[str]:
    """Return the command of a playbook over sites."""
    options = ["-i", str(sites), "--forks", str(forks), "-e", json.dumps(variables)]
    return [own().playbook, f"imageops.alicloud.{playbook}", *options]
