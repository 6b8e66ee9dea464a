# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an error code means for the operator."""

from __future__ import annotations

import pytest

from plugins.module_utils._core.error_table import CLOUD_ERRORS
from plugins.module_utils._core.remedies import remedy


@pytest.mark.parametrize("code", CLOUD_ERRORS)
def test_every_remedy_is_a_sentence(code: str) -> None:
    assert remedy(code)[0].isupper()
    assert remedy(code).endswith(".")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        pytest.param("AssumeRoleError", "AliyunECSShareEncryptImageDefaultRole", id="share role"),
        pytest.param("InvalidParameter.KMSKeyId.KMSUnauthorized", "AliyunECSDiskEncryptDefaultRole", id="disk role"),
        pytest.param("InvalidOperation.ServiceKeyEncryptedImageUnsupported", "customer master key", id="service key"),
        pytest.param("OperationDeined.FullImage", "data disks", id="data disks"),
        pytest.param(
            "OperationDenied.EncryptSnapshotAcrossRegion", "another region", id="encrypted, to another region"
        ),
        pytest.param("OperationDeined.EncryptedSnapshot", "another region", id="encrypted, as ECS also words it"),
        pytest.param("OperationDenied.SameRegionOnly", "within its region", id="shared, to another region"),
        pytest.param("InvalidParameter.KMSKeyId.KMSUnauthorized", "its owner's role", id="the owner's role"),
        pytest.param("ImageUsingByInstance", "instances", id="image in use"),
        pytest.param("SnapshotCreatedDisk", "Disks were made of", id="snapshot in use"),
        pytest.param("SignatureDoesNotMatch", "access_key_secret", id="wrong secret"),
        pytest.param("InvalidAccessKeyId.NotFound", "access_key_id", id="wrong key id"),
        pytest.param("InvalidTimeStamp.Expired", "clock", id="wrong clock"),
    ],
)
def test_what_operators_meet_most_is_explained(code: str, text: str) -> None:
    assert text in remedy(code)


def test_a_denial_names_the_permission() -> None:
    assert remedy("Forbidden.RAM", "ecs:CopyImage") == "Allow ecs:CopyImage in RAM."


def test_a_denial_by_sts_may_also_lie_in_the_roles_trust() -> None:
    assert "trusts the caller" in remedy("NoPermission", "sts:AssumeRole")


def test_nothing_is_made_up_for_an_unknown_code() -> None:
    assert remedy("Something.New") == ""
