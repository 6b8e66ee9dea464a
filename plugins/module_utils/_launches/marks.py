# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How an instance of a trial is known again, and until when the run that started it makes use of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from .._model.instance import Instance

# The value is the time until which the run that started the instance looks at it.
TAG = "imageops:launch-trial"
PREFIX = "imageops-launch-trial-"
FORM = "%Y-%m-%dT%H:%M:%SZ"
# ECS releases no instance earlier than that after its start.
SOONEST_RELEASE = timedelta(minutes=30)
SPARE = timedelta(minutes=5)


def used_until(now: datetime, wait_timeout: int) -> str:
    """Return the value of the tag."""
    return (now + timedelta(seconds=wait_timeout) + SPARE).strftime(FORM)


def release_at(now: datetime, wait_timeout: int) -> str:
    """Return when ECS releases the instance by itself, whatever became of the run."""
    return (now + max(SOONEST_RELEASE, timedelta(seconds=wait_timeout)) + SPARE).strftime(FORM)


def is_trial(instance: Instance) -> bool:
    """Say whether a trial made an instance: tag, name and automatic release agree."""
    return TAG in instance.tags and instance.name.startswith(PREFIX) and bool(instance.auto_release_time)


def sorted_out(
    instances: Iterable[Instance], image_ids: Iterable[str], now: datetime
) -> tuple[tuple[Instance, ...], tuple[Instance, ...]]:
    """Return the instances that an earlier trial left, and those that another run looks at.

    One of an image that is tried again is left: two runs do not try the same image at once.
    """
    again, moment = set(image_ids), now.strftime(FORM)
    made = [instance for instance in instances if is_trial(instance)]
    left = [instance for instance in made if instance.image_id in again or instance.tags[TAG] < moment]
    return tuple(left), tuple(instance for instance in made if instance not in left)
