# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a region's default encryption needs."""

from __future__ import annotations

import pytest

from plugins.module_utils._audit.defaults import region_defaults
from plugins.module_utils._audit.values import DiskDefaults
from plugins.module_utils._disk_defaults.decide import named_key, plan_defaults
from plugins.module_utils._disk_defaults.values import DefaultsRequest, ObservedDefaults
from plugins.module_utils._model.key import KeyType

from ..support import HOME, KEY, key

OTHER = "key-other"
KEYS = {KEY: key(), OTHER: key(key_id=OTHER)}


def defaults(*, enabled: bool, key_id: str = "") -> DiskDefaults:
    return region_defaults(HOME, enabled=enabled, kms_key_id=key_id, keys=KEYS)


def wish(*, enabled: bool = True, key_id: str | None = None) -> DefaultsRequest:
    return DefaultsRequest(region=HOME, enabled=enabled, kms_key_id=key_id)


ON, OFF = defaults(enabled=True), defaults(enabled=False)


@pytest.mark.parametrize(
    ("was", "wanted", "is_switched", "key_id", "will_be"),
    [
        pytest.param(OFF, wish(), True, None, ON, id="switched on with the service key"),
        pytest.param(OFF, wish(key_id=""), True, None, ON, id="switched on, the service key asked for"),
        pytest.param(OFF, wish(key_id=KEY), True, KEY, defaults(enabled=True, key_id=KEY), id="switched on, a key"),
        pytest.param(ON, wish(), False, None, ON, id="on already"),
        pytest.param(ON, wish(key_id=""), False, None, ON, id="on already, the service key asked for"),
        pytest.param(ON, wish(key_id=KEY), False, KEY, defaults(enabled=True, key_id=KEY), id="a key is named"),
        pytest.param(
            defaults(enabled=True, key_id=KEY),
            wish(key_id=KEY),
            False,
            None,
            defaults(enabled=True, key_id=KEY),
            id="under the key already",
        ),
        pytest.param(
            defaults(enabled=True, key_id=KEY),
            wish(key_id=OTHER),
            False,
            OTHER,
            defaults(enabled=True, key_id=OTHER),
            id="another key",
        ),
        pytest.param(defaults(enabled=True, key_id=KEY), wish(key_id=""), False, "", ON, id="back to the service key"),
        pytest.param(
            defaults(enabled=False, key_id=KEY),
            wish(),
            True,
            None,
            defaults(enabled=True, key_id=KEY),
            id="switched on again, the key of before",
        ),
        pytest.param(defaults(enabled=False, key_id=KEY), wish(key_id=""), True, "", ON, id="on, another than before"),
        pytest.param(ON, wish(enabled=False), True, None, OFF, id="switched off"),
        pytest.param(OFF, wish(enabled=False), False, None, OFF, id="off already"),
    ],
)
def test_a_plan_says_what_is_written(
    was: DiskDefaults, wanted: DefaultsRequest, is_switched: bool, key_id: str | None, will_be: DiskDefaults
) -> None:
    asked = KEYS[wanted.kms_key_id] if wanted.kms_key_id else None

    plan = plan_defaults(wanted, ObservedDefaults(defaults=was, key=asked))

    assert (plan.is_switched, plan.key_id, plan.will_be) == (is_switched, key_id, will_be)
    assert plan.changed is plan.has_work is (is_switched or key_id is not None)
    assert (plan.before["enabled"], plan.after["enabled"]) == (was.enabled, will_be.enabled)
    assert "reasons" not in plan.after


def test_a_key_that_is_not_found_is_still_the_one_named() -> None:
    gone = region_defaults(HOME, enabled=True, kms_key_id="key-gone", keys={})

    assert gone.key_type is KeyType.UNKNOWN
    assert named_key(gone) == "key-gone"
    assert plan_defaults(wish(), ObservedDefaults(defaults=gone, key=None)).will_be == gone
