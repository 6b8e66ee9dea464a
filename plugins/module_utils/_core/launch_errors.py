# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The cause and the remedy of error codes about instances that are tried."""

from __future__ import annotations

from .explanation import Explanation

LAUNCH_CLOUD_ERRORS: dict[str, Explanation] = {
    "OperationDenied.NoStock": Explanation(
        "The zone has no instance of this type left.",
        "Try another instance_type, or a vswitch_id in another zone.",
    ),
    "QuotaExceed.ElasticQuota": Explanation(
        "The account's quota of instances or vCPUs is used up.",
        "Raise the quota in Quota Center, or try another instance_type.",
    ),
    "InvalidAutoReleaseTime.Malformed": Explanation(
        "The release time of an instance is not half an hour to three years ahead.",
        "Correct the clock of the machine that runs the module.",
    ),
}

LAUNCH_OWN_ERRORS: dict[str, Explanation] = {
    "LaunchStarted": Explanation(
        "ECS ignored the dry run of an instance and started it.",
        "Release at once what the message names, and do not try instances (`images_consumer_launch`) again.",
    ),
    "NotReleased": Explanation(
        "An instance that was started to try an image could not be released.",
        "Release the instance that the message names. ECS does so at its automatic release time.",
    ),
    "no_instance": Explanation(
        "ECS answered RunInstances without naming an instance.",
        "Run it again: what was started is found by its tag `imageops:launch-trial` and released.",
    ),
}
