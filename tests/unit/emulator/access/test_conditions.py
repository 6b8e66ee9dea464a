# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions of policies. Source: RAM-2021 (policy elements), unless a test says assumed."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.access.conditions import UnknownCondition, hold

from ..support import Harness, refused
from ..worlds import OWNER, WORLD, allow, changed

CONTEXT = {"acs:CurrentTime": "2026-06-01T12:00:00Z", "acs:SecureTransport": "true", "acs:SourceIp": "10.1.2.3"}


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ({}, True),
        ({"IpAddress": {"acs:SourceIp": "10.1.0.0/16"}}, True),
        ({"IpAddress": {"acs:SourceIp": ["192.168.0.0/16", "10.1.2.3"]}}, True),
        ({"IpAddress": {"acs:SourceIp": "10.2.0.0/16"}}, False),
        ({"NotIpAddress": {"acs:SourceIp": ["192.168.0.0/16", "10.1.0.0/16"]}}, False),
        ({"NotIpAddress": {"acs:SourceIp": ["192.168.0.0/16"]}}, True),
        ({"IpAddress": {"acs:SourceIp": "nonsense"}}, False),
        ({"Bool": {"acs:SecureTransport": "true"}}, True),
        ({"Bool": {"acs:SecureTransport": True}}, True),
        ({"Bool": {"acs:SecureTransport": "false"}}, False),
        ({"DateLessThan": {"acs:CurrentTime": "2026-06-02T00:00:00Z"}}, True),
        ({"DateLessThan": {"acs:CurrentTime": "2026-06-01T12:00:00Z"}}, False),
        ({"DateLessThanEquals": {"acs:CurrentTime": "2026-06-01T12:00:00Z"}}, True),
        ({"DateGreaterThan": {"acs:CurrentTime": "2026-06-01T11:59:59Z"}}, True),
        ({"DateGreaterThanEquals": {"acs:CurrentTime": "2026-06-01T12:00:01Z"}}, False),
        ({"DateEquals": {"acs:CurrentTime": "2026-06-01T12:00:00Z"}}, True),
        ({"DateNotEquals": {"acs:CurrentTime": "2026-06-01T12:00:00Z"}}, False),
        ({"StringEquals": {"acs:SourceIp": "10.1.2.3"}}, True),
        ({"StringNotEquals": {"acs:SourceIp": ["10.1.2.3", "other"]}}, False),
        ({"StringEqualsIgnoreCase": {"acs:SecureTransport": "TRUE"}}, True),
        ({"StringNotEqualsIgnoreCase": {"acs:SecureTransport": "TRUE"}}, False),
        ({"StringLike": {"acs:SourceIp": "10.1.*"}}, True),
        ({"StringNotLike": {"acs:SourceIp": "10.1.*"}}, False),
        ({"StringEquals": {"sts:ExternalId": "x"}}, False),
        (
            {
                "IpAddress": {"acs:SourceIp": "10.1.0.0/16"},
                "Bool": {"acs:SecureTransport": "false"},
            },
            False,
        ),
    ],
)  # fmt: skip
def test_all_keys_must_fit_and_one_value_of_each_is_enough(condition: dict[str, Any], met: bool) -> None:
    """Source: that a negated operator wants none of its values, and a key without a value fits nothing: assumed."""
    assert hold(condition, CONTEXT) is met


@pytest.mark.parametrize(
    "condition",
    [
        {"Bool": {"acs:MFAPresent": "true"}},
        {"StringEquals": {"ecs:tag/team": "web"}},
        {"NumericEquals": {"acs:SourceIp": "1"}},
    ],
)
def test_what_cannot_be_judged_is_not_modelled(condition: dict[str, Any]) -> None:
    with pytest.raises(UnknownCondition):
        hold(condition, CONTEXT)


def with_condition(emu: Harness, **condition: Any) -> None:
    document = allow("ecs:*")
    document["Statement"][0]["Condition"] = condition
    users = {**WORLD["accounts"][OWNER]["users"], "nobody": {"policies": [document]}}
    emu.control("POST", "reset", changed(OWNER, users=users))


@pytest.mark.parametrize(("network", "allowed"), [("127.0.0.0/8", True), ("10.0.0.0/8", False)])
def test_the_address_of_the_client_counts(emu: Harness, network: str, allowed: bool) -> None:
    with_condition(emu, IpAddress={"acs:SourceIp": network})
    if allowed:
        emu.ecs("DescribeSnapshots", key="nobody")
    else:
        assert refused(lambda: emu.ecs("DescribeSnapshots", key="nobody")) == (403, "Forbidden.RAM")


def test_the_time_of_the_request_counts(emu: Harness) -> None:
    with_condition(emu, DateLessThan={"acs:CurrentTime": emu.timestamp(-60)})
    emu.ecs("DescribeSnapshots", key="nobody")
    emu.real.offset = 61
    assert refused(lambda: emu.ecs("DescribeSnapshots", key="nobody")) == (403, "Forbidden.RAM")


def test_a_role_of_ecs_with_a_condition_that_cannot_be_judged_is_not_modelled(emu: Harness) -> None:
    document = allow("kms:*")
    document["Statement"][0]["Condition"] = {"StringEquals": {"kms:tag/team": "web"}}
    roles = {"AliyunECSDiskEncryptDefaultRole": {"policies": [document]}}
    emu.control("POST", "reset", changed(OWNER, roles=roles))
    assert refused(lambda: emu.copy("m-service")) == (501, "Emulator.NotModelled")
