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


def _launching(fact: str, sentence: str, assumed: Any, calls: tuple[str, ...] = LAUNCH, **more: Any) -> Probe:
    needs = more.pop("needs", NEEDS)
    return Probe(
        fact=fact, kind=ProbeClass.LAUNCH, sentence=sentence, assumed=assumed, calls=calls, needs=needs, **more
    )


LAUNCH_PROBES = (
    _launching(
        "consumer_launches",
        "An instance that the consumer starts from a shared encrypted image lives.",
        True,
        makes="an instance in the consumer's account; it is released",
    ),
    _launching("auto_release", "DescribeInstances shows the automatic release time that RunInstances was given.", True),
    _launching(
        "undecryptable_launch",
        "ECS releases an instance before it is Running if the owner's role does not trust its account.",
        "vanish",
        (*LAUNCH, "ram:UpdateRole"),
        settings=("undecryptable_launch",),
        needs=f"{NEEDS}; an account without the share role, and an instance that lived before",
        makes="a second instance in the consumer's account; it is released",
    ),
)
