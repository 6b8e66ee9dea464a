# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Probes that start an instance in the consumer's account."""

from __future__ import annotations

from typing import Any

from .probes import Probe, ProbeClass

LAUNCH = (
    "ecs:RunInstances",
    "ecs:DeleteInstances",
    "ecs:DescribeInstances",
    "ecs:DescribeDisks",
    "ecs:DescribeCloudAssistantStatus",
    "ecs:GetInstanceConsoleOutput",
)
NEEDS = "calibrate_launch with an instance, calibrate_consumer with credentials, and a copy that ECS shares"
VARIED = ("ram:GetRole", "ram:ListPoliciesForRole")


def _launching(fact: str, sentence: str, assumed: Any, calls: tuple[str, ...] = (), **more: Any) -> Probe:
    needs = more.pop("needs", NEEDS)
    return Probe(
        fact=fact,
        kind=ProbeClass.LAUNCH,
        sentence=sentence,
        assumed=assumed,
        calls=(*LAUNCH, *calls),
        needs=needs,
        **more,
    )


def _without(part: str, sentence: str, *calls: str, **more: Any) -> Probe:
    return _launching(
        f"launch_without_{part}",
        sentence,
        "vanish",
        (*VARIED, *calls),
        needs=f"{NEEDS}; an account without the share role, and an instance that lived before",
        makes="another instance in the consumer's account; it is released",
        **more,
    )


LAUNCH_PROBES = (
    _launching(
        "consumer_launches",
        "An instance that the consumer starts from a shared encrypted image lives.",
        True,
        makes="an instance in the consumer's account; it is released",
    ),
    _launching("auto_release", "DescribeInstances shows the automatic release time that RunInstances was given.", True),
    _without(
        "policy",
        "ECS releases an instance before it is Running if the owner's share role may not use kms:Decrypt.",
        "ram:DetachPolicyFromRole",
        "ram:AttachPolicyToRole",
    ),
    _without(
        "trust",
        "ECS releases an instance before it is Running if the owner's share role does not trust its account.",
        "ram:UpdateRole",
        settings=("undecryptable_launch",),
    ),
    _without(
        "role",
        "ECS releases an instance before it is Running if the owner has no share role any more.",
        "ram:DetachPolicyFromRole",
        "ram:DeleteRole",
    ),
)
# As many instances are started one after the other at most.
INSTANCES = len([probe for probe in LAUNCH_PROBES if probe.makes])
