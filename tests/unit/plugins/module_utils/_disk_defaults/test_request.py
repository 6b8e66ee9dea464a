# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What disk_encryption_default and its info module are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._disk_defaults.request import read_info_request, read_request
from plugins.module_utils._model.errors import InvalidInput

from ..support import HOME, OWNER


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("", None),
        (None, None),
        (" ", None),
        ("alias/acs/ecs", ""),
        (f"acs:kms:{HOME}:{OWNER}:alias/acs/ecs", ""),
        (" alias/image-share ", "alias/image-share"),
        (f"acs:kms:{HOME}:{OWNER}:key/key-1", f"acs:kms:{HOME}:{OWNER}:key/key-1"),
    ],
)
def test_the_service_key_is_named_by_its_alias_and_nothing_leaves_the_key(given: Any, key: str | None) -> None:
    request = read_request({"region": HOME, "state": "enabled", "kms_key_id": given})

    assert (request.enabled, request.kms_key_id) == (True, key)


def test_a_key_is_refused_where_default_encryption_is_switched_off() -> None:
    with pytest.raises(InvalidInput, match="goes with state: enabled only"):
        read_request({"region": HOME, "state": "disabled", "kms_key_id": "key-1"})


def test_a_key_of_another_region_is_refused() -> None:
    with pytest.raises(InvalidInput, match=f"is in cn-else, not in {HOME}"):
        read_request({"region": HOME, "state": "enabled", "kms_key_id": f"acs:kms:cn-else:{OWNER}:key/key-1"})


@pytest.mark.parametrize(
    ("regions", "read"), [([], (HOME,)), (["cn-shanghai", "cn-shanghai"], ("cn-shanghai",)), (["all"], ())]
)
def test_regions_are_those_named_or_all(regions: list[str], read: tuple[str, ...]) -> None:
    assert read_info_request({"region": HOME, "regions": regions}).regions == read
