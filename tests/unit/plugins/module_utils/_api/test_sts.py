# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who the credentials belong to."""

from __future__ import annotations

import pytest

from plugins.module_utils._api.sts import get_caller

from ..conftest import Connect
from ..support import OWNER


@pytest.mark.parametrize("region", ["", "cn-shanghai"])
def test_a_user_is_told_without_any_permission_and_in_any_region(connect: Connect, region: str) -> None:
    found = get_caller(connect("nobody", region=region))

    assert (found.account_id, found.arn, found.identity_type) == (OWNER, f"acs:ram::{OWNER}:user/nobody", "RAMUser")
    assert found.to_result()["account_id"] == OWNER


def test_an_assumed_role_is_told(connect: Connect) -> None:
    found = get_caller(connect(assume_role_arn=f"acs:ram::{OWNER}:role/image-operator"))

    assert found.identity_type == "AssumedRoleUser"
    assert "image-operator" in found.arn
