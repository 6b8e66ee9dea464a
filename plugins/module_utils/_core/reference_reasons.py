# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The part of the table of reasons about kinds of users that cannot be searched."""

from __future__ import annotations

from .rule import NOTE, Rule

REFERENCE_RULES: dict[str, Rule] = {
    "users_not_readable": Rule(
        NOTE,
        "{kind} may not be read, so some that use the image may be missing",
        "Allow the RAM action {permission}.",
        "A kind of users of images may not be read.",
    ),
    "users_unproven": Rule(
        NOTE,
        "ECS lists no {kind}, and its answer to a dry run does not prove the right to see them",
        "Check that the RAM action {permission} is allowed for all of them.",
        "ECS shows a caller without the right an empty list, and the dry run that would prove the right was ignored.",
    ),
    "users_library_missing": Rule(
        NOTE,
        "{kind} need the Python package {library}, which is not installed",
        "Run pip install {library} for the Python of the controller.",
        "A kind of users needs a package of the vendor's SDK that is optional.",
    ),
    "users_search_failed": Rule(
        NOTE,
        "{kind} could not be read: {error}",
        "Fix the cause and run it again.",
        "A list of a kind of users was refused or got no answer.",
    ),
    "users_hidden": Rule(
        NOTE,
        "ECS does not show the images of auto provisioning groups that were made without a launch template: {groups}",
        "Look at their launch configuration where they were made, or delete those that are not needed.",
        "An auto provisioning group has a launch configuration of its own, which no API shows.",
    ),
}
