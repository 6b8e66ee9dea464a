# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whose deletion is cancelled."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._keys.deletion import plan_cancellation
from plugins.module_utils._keys.request import read_deletion_request
from plugins.module_utils._keys.values import DeletionRequest
from plugins.module_utils._model.errors import InvalidInput

from ..support import HOME, KEY, OWNER, key

REQUEST = DeletionRequest(region=HOME, key_id=KEY)


def test_a_key_whose_deletion_is_scheduled_is_enabled() -> None:
    plan = plan_cancellation(REQUEST, key(state="PendingDeletion"))

    assert plan.changed is plan.has_work is True
    assert (plan.before["state"], plan.after["state"], plan.will_be) == ("PendingDeletion", "Enabled", key())


@pytest.mark.parametrize("state", ["Enabled", "Disabled", "PendingImport"])
def test_a_key_in_another_state_stays_as_it_is(state: str) -> None:
    plan = plan_cancellation(REQUEST, key(state=state))

    assert plan.changed is plan.has_work is False
    assert plan.before == plan.after


def test_a_key_that_is_not_found_is_refused() -> None:
    with pytest.raises(InvalidInput, match=f"is not found in {HOME}"):
        plan_cancellation(REQUEST, None)


@pytest.mark.parametrize("given", [KEY, f" {KEY} ", f"acs:kms:{HOME}:{OWNER}:key/{KEY}"])
def test_a_key_is_named_by_its_id_or_arn(given: str) -> None:
    assert read_deletion_request({"region": HOME, "kms_key_id": given}).key_id == given.strip()


@pytest.mark.parametrize("given", ["", "alias/image-share", f"acs:kms:{HOME}:{OWNER}:alias/a", "key 1", "*"])
def test_what_is_no_key_is_refused(given: Any) -> None:
    with pytest.raises(InvalidInput, match="is not a KMS key's id or ARN"):
        read_deletion_request({"region": HOME, "kms_key_id": given})


def test_a_key_of_another_region_is_refused() -> None:
    with pytest.raises(InvalidInput, match=f"is in cn-else, not in {HOME}"):
        read_deletion_request({"region": HOME, "kms_key_id": f"acs:kms:cn-else:{OWNER}:key/key-1"})
