# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which snapshots an execution left behind when nothing points to them any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugins.module_utils._instances.residue import COPY, COPY_SNAPSHOT, OLD_SNAPSHOT, snapshots_of_lost_copies
from plugins.module_utils._instances.residue_values import Made, ResidueKind
from plugins.module_utils._model.execution import Execution
from plugins.module_utils._model.snapshot import Snapshot

EXECUTION = Execution(
    execution_id="exec-1",
    template_name="ACS-ECS-BulkyEncryptSystemDisk",
    template_version="v1",
    status="Failed",
    parameters={"KMSKeyId": "acs:kms:cn-beijing:1000000000000001:key/key-share"},
    created="2026-01-01T10:00:30Z",
    ended="2026-01-01T10:40:10Z",
)
OLD = Made(
    kind=ResidueKind.SNAPSHOT, resource_id="s-old", instance_id="i-one", execution_id="exec-1", role=OLD_SNAPSHOT
)
COPIED = replace(OLD, kind=ResidueKind.IMAGE, resource_id="m-copy", role=COPY)
LOST = Snapshot(
    snapshot_id="s-lost",
    encrypted=True,
    kms_key_id="key-share",
    source_snapshot_id="s-old",
    created="2026-01-01T10:20Z",
)


def found(made: list[Made], *snapshots: Snapshot) -> list[str]:
    return [item.resource_id for item in snapshots_of_lost_copies(made, snapshots, {"exec-1": EXECUTION})]


def test_the_snapshot_of_a_copy_whose_image_is_gone_is_found() -> None:
    assert snapshots_of_lost_copies([OLD, COPIED], [LOST], {"exec-1": EXECUTION}) == [
        replace(OLD, resource_id="s-lost", role=COPY_SNAPSHOT)
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"source_snapshot_id": "s-other"},
        {"source_snapshot_id": ""},
        {"encrypted": False},
        {"kms_key_id": "key-other"},
        {"created": "2026-01-01T09:59Z"},
        {"created": "2026-01-01T10:41Z"},
        {"created": ""},
    ],
)
def test_what_the_execution_cannot_have_made_is_not_taken(change: dict[str, object]) -> None:
    assert found([OLD, COPIED], replace(LOST, **change)) == []


def test_of_two_that_fit_none_is_taken() -> None:
    assert found([OLD, COPIED], LOST, replace(LOST, snapshot_id="s-by-hand")) == []


def test_nothing_is_looked_for_where_no_copy_came_about_or_its_snapshot_is_known() -> None:
    known = replace(OLD, resource_id="s-known", role=COPY_SNAPSHOT)

    assert found([OLD], LOST) == []
    assert found([OLD, COPIED, known], LOST) == []
