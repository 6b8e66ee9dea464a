# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what account_calibration is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.accounts import check_accounts
from .._core.per_region import required_region
from .._core.text import list_option
from .._model.errors import InvalidInput
from .._model.region_id import check_region
from .values import CalibrationRequest

# Options that only a run that writes makes use of.
OF_WRITING = (
    "image_id",
    "kms_key_id",
    "share_account",
    "share_accounts",
    "destination_region",
    "foreign_key_arn",
    "consumer",
    "launch",
)
OF_LAUNCH = ("launch_instance_type", "launch_vswitch_id", "launch_security_group_id")
RUN_CHARACTERS = 128


def read_request(params: Mapping[str, Any]) -> CalibrationRequest:
    """Read the module's parameters. Raises InvalidInput."""
    request = CalibrationRequest(
        run=params["run"],
        region=required_region(params),
        is_wanted=params["state"] == "present",
        write=params["write"],
        confirm=params["confirm"],
        image_id=params["image_id"].strip(),
        kms_key_id=params["kms_key_id"].strip(),
        foreign_key_arn=params["foreign_key_arn"].strip(),
        destination_region=params["destination_region"].strip(),
        share_account=params["share_account"].strip(),
        share_accounts=list_option(params["share_accounts"], "share_accounts"),
        consumer=params["consumer"],
        consumer_role_arn=params["consumer_role_arn"].strip(),
        consumer_profile=params["consumer_profile"].strip(),
        launch=params["launch"],
        launch_instance_type=params["launch_instance_type"].strip(),
        launch_vswitch_id=params["launch_vswitch_id"].strip(),
        launch_security_group_id=params["launch_security_group_id"].strip(),
        max_copies=params["max_copies"],
        max_gib_hours=params["max_gib_hours"],
        wait_timeout=params["wait_timeout"],
        anonymous=params["anonymous"],
    )
    _check_forms(request)
    if request.is_wanted:
        _check_consent(request)
    return request


def _check_forms(request: CalibrationRequest) -> None:
    if not request.run.strip() or len(request.run) > RUN_CHARACTERS:
        raise InvalidInput("run", request.run, "is no name of a run", f"Give 1 to {RUN_CHARACTERS} characters.")
    check_accounts("share_account", [request.share_account] if request.share_account else [], "")
    check_accounts("share_accounts", request.share_accounts, "")
    if request.destination_region:
        check_region("destination_region", request.destination_region, "Write an id like cn-beijing.")
    if request.destination_region == request.region:
        remedy = "Give another region, or leave it out."
        raise InvalidInput("destination_region", request.destination_region, "is the canary's own region", remedy)
    if request.foreign_key_arn and not request.foreign_key_arn.startswith("acs:kms:"):
        remedy = "Write acs:kms:<region>:<account>:key/<id>."
        raise InvalidInput("foreign_key_arn", request.foreign_key_arn, "is no ARN of a key", remedy)


def _check_consent(request: CalibrationRequest) -> None:
    if not request.write:
        given = next((option for option in OF_WRITING if getattr(request, option)), "")
        if given:
            remedy = "Set write: true, or leave it out."
            raise InvalidInput(given, getattr(request, given), "is only for probes that write", remedy)
        return
    if not request.image_id:
        remedy = "Name an image of your own whose whole content may be copied. Calibration chooses none."
        raise InvalidInput("image_id", "", "is empty, and write is set", remedy)
    if not request.kms_key_id:
        remedy = "Name the customer master key of the region to encrypt the copies with."
        raise InvalidInput("kms_key_id", "", "is empty, and write is set", remedy)
    if request.share_accounts and not request.share_account:
        remedy = "Name the account that sees the copy of the canary first."
        raise InvalidInput("share_account", "", "is empty, and share_accounts is not", remedy)
    if request.consumer and not request.share_account:
        remedy = "Name the account whose credentials you give."
        raise InvalidInput("share_account", "", "is empty, and consumer is set", remedy)
    if request.consumer and not (request.consumer_role_arn or request.consumer_profile):
        remedy = "Give the role to assume in the consumer's account, or consumer_profile."
        raise InvalidInput("consumer_role_arn", "", "is empty, and consumer is set", remedy)
    _check_launch(request)
    if request.consumer_role_arn and not request.consumer_role_arn.startswith("acs:ram::"):
        remedy = "Write acs:ram::<account id>:role/<name>."
        raise InvalidInput("consumer_role_arn", request.consumer_role_arn, "is not a role's ARN", remedy)


def _check_launch(request: CalibrationRequest) -> None:
    if not request.launch:
        return
    if not request.consumer:
        remedy = "Set consumer: true and give its credentials: instances are started in the consumer's account."
        raise InvalidInput("consumer", False, "is not set, and launch is", remedy)
    for option in OF_LAUNCH:
        if not getattr(request, option):
            raise InvalidInput(option, "", "is empty, and launch is set", "Describe the instance.")
