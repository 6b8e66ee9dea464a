# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide whether calibration may write, and word what a person has to agree with before it does."""

from __future__ import annotations

from math import ceil

from .._model.errors import InvalidInput
from .._model.key import KeyType
from .._model.role import SHARE_ROLE
from .launch_probes import INSTANCES
from .probes import DOES, ProbeClass
from .values import PREFIX, TAG, CalibrationPlan, CalibrationRequest, Canary, ObservedAccount

SECONDS_PER_HOUR = 3600
USABLE_KEY = "Enabled"
# An instance is looked at so long, and ECS releases it by itself half an hour after its start.
LAUNCH_SECONDS = 600


def decide(request: CalibrationRequest, observed: ObservedAccount) -> CalibrationPlan:
    """Return what is going to happen. Raises InvalidInput for a canary or a maximum that cannot work."""
    if not request.is_wanted:
        work = bool(observed.leftovers)
        return CalibrationPlan(observed=observed, consent=(), writes=False, changed=work, has_work=work)
    if not request.write or observed.canary is None:
        return CalibrationPlan(observed=observed, consent=(), writes=False, changed=False, has_work=True)
    _check(request, observed.account_id, observed.canary)
    writes = request.confirm
    return CalibrationPlan(
        observed=observed,
        consent=consent(request, observed.canary),
        writes=writes,
        changed=writes,
        has_work=True,
    )


def gib_hours(request: CalibrationRequest, canary: Canary) -> int:
    """Return the GiB-hours of snapshots that are billed at most; the vendor bills a started hour as one."""
    return request.max_copies * canary.gib * ceil(request.wait_timeout / SECONDS_PER_HOUR)


def _check(request: CalibrationRequest, account_id: str, canary: Canary) -> None:
    image, key = canary.image, canary.key
    if image.owner_id and image.owner_id != account_id:
        raise InvalidInput("image_id", image.image_id, "belongs to another account", "Name an image of your own.")
    if image.status != "Available":
        raise InvalidInput("image_id", image.image_id, f"is {image.status}", "Name an image that is Available.")
    if image.name.startswith(PREFIX) or TAG in image.tags:
        remedy = "Name an image of your own; what calibration makes is removed."
        raise InvalidInput("image_id", image.image_id, "was made by calibration", remedy)
    if key.key_type is not KeyType.CUSTOMER:
        remedy = "Name a customer master key of this account."
        raise InvalidInput("kms_key_id", request.kms_key_id, "is a service key", remedy)
    if key.state != USABLE_KEY:
        raise InvalidInput("kms_key_id", request.kms_key_id, f"is {key.state}", "Name a key that is Enabled.")
    if account_id in request.consumers:
        raise InvalidInput("share_account", account_id, "is the canary's own account", "Name another account.")
    needed = gib_hours(request, canary)
    if needed > request.max_gib_hours:
        remedy = f"Allow {needed} GiB-hours, or lower max_copies or wait_timeout, or name a smaller image."
        problem = f"is less than {_figures(request, canary)}"
        raise InvalidInput("max_gib_hours", request.max_gib_hours, problem, remedy)


def consent(request: CalibrationRequest, canary: Canary) -> tuple[str, ...]:
    """Return what is going to be made, for how long, and who can read it."""
    image = canary.image
    lines = [
        f"Calibration {DOES[ProbeClass.WRITE]}.",
        f"The canary is {image.name} ({image.image_id}, {canary.gib} GiB) in {image.region}. It is only read.",
        (
            f"Made: copies of it, at most {request.max_copies}, in {' and '.join(request.regions)}, under your key "
            f"{canary.key.key_id} or the service key, for at most {_duration(request.wait_timeout)}: "
            f"at most {_figures(request, canary)} of snapshots."
        ),
    ]
    if request.foreign_key_arn:
        lines.append(f"One of these copies is tried under the key {request.foreign_key_arn} of another account.")
    if request.consumers:
        lines.append(
            f"The whole content of {image.name} becomes readable for the account {', '.join(request.consumers)}: "
            "copies of it are shared. An account may copy what it can read, and such a copy stays."
        )
    if request.consumer:
        lines.append(f"Calibration {DOES[ProbeClass.CONSUMER]}. They only read.")
    lines += _launch_lines(request)
    if request.consumers and canary.share_role is None and not canary.share_role_denied:
        lines.append(f"The account has no role {SHARE_ROLE}. Calibration makes it, varies it, and removes it.")
    elif request.consumers:
        lines.append(f"The role {SHARE_ROLE} is only read.")
    lines.append(
        f"All of it has the tag {TAG}={request.run}, a role and a policy in their description. Names of copies begin "
        f"with {PREFIX}. It is removed at the end. After an interruption, the next calibration that writes removes it, "
        "or one with the state absent."
    )
    return tuple(lines)


def _launch_lines(request: CalibrationRequest) -> list[str]:
    if not request.launch:
        return []
    longest = _duration(min(LAUNCH_SECONDS, request.wait_timeout))
    place = f"{request.launch_vswitch_id} of account {request.share_account}"
    return [
        (
            f"Calibration {DOES[ProbeClass.LAUNCH]}: at most {INSTANCES} of {request.launch_instance_type}, one after "
            f"the other, in {place}, without a public address, each for at most "
            f"{longest}. After an interruption ECS releases them by itself half an hour after their start."
        )
    ]


def _figures(request: CalibrationRequest, canary: Canary) -> str:
    hours = ceil(request.wait_timeout / SECONDS_PER_HOUR)
    return f"{gib_hours(request, canary)} GiB-hours ({request.max_copies} x {canary.gib} GiB x {hours} h)"


def _duration(seconds: int) -> str:
    return f"{seconds // 60} minutes" if seconds >= 120 else f"{seconds} seconds"
