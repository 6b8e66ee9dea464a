# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What can go wrong, as one tree.

ImageopsError
    InvalidInput        what the user gave cannot work; nothing was written
    MissingLibrary      a Python package of the vendor SDK is not installed
    CredentialsError    no credentials, or they could not be obtained
    ApiError            the cloud answered with an error
        Denied          not allowed by RAM (`permission` names the missing action)
        Missing         the thing asked for does not exist
        AccountsUnknown ECS does not know some of the accounts for an image
        Throttled       still too many requests after all attempts
    ConnectionFailed    no usable answer arrived
    UnexpectedAnswer    an answer holds something else than the API's documentation says
    ListingUnstable           a list changed faster than it could be read
    ShareFailed         ECS took a change of shares and did not make it
    LaunchStarted       ECS started instances instead of a dry run
    RoleWriteConflict       others change the share role's trust all the time
    CodedFailure        what was asked for did not come about; `code` says why
        CopyFailed      a copy ended in failure, or is not what was asked for
        ExecutionFailed an execution of a template came to no good end
        MoveFailed      an instance did not get into the state asked for
        MakingFailed    an image of an instance or snapshot did not come out right
        RepointFailed   a user of an image does not launch from the image asked for
        RetireFailed    an image was not deprecated, deleted or brought back
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .reason import Reason

LONGEST_SHOWN = 200


class ImageopsError(Exception):
    """Root of the tree; `str()` is a sentence for the operator and never holds a secret.

    `subject` is the one thing that the call was about where others of its kind were asked for alike.
    """

    subject = ""

    def __str__(self) -> str:
        text = super().__str__()
        return f"{self.subject}: {text}" if self.subject else text


class InvalidInput(ImageopsError):
    """An option's value cannot work. The message names the option, the value and the remedy.

    `results` are return values of the failed task that say more than the message.
    """

    def __init__(
        self, option: str, value: object, problem: str, remedy: str, results: Mapping[str, Any] | None = None
    ) -> None:
        self.option = option
        self.results = results or {}
        super().__init__(f"{option}: {shown(value)} {problem}. {remedy}")


def shown(value: object) -> str:
    """Return a value for a message: what cannot be seen is escaped, and what is long is cut."""
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}... ({len(text)} characters)"


class MissingLibrary(ImageopsError):
    """A package is missing; `library` is its name on PyPI, `python` the interpreter that lacks it.

    `requirements` is the path of the collection's file of requirements, where that is known.
    """

    def __init__(self, library: str, python: str = "python3", requirements: str = "") -> None:
        self.library = library
        self.python = python
        file = requirements or "<collection imageops.alicloud>/requirements.txt"
        super().__init__(
            f"The Python package {library} is not installed for {python}. "
            f"Install what the collection needs: {python} -m pip install -r {file}"
        )


class CredentialsError(ImageopsError):
    """No source gave credentials, or the one chosen could not."""


class ApiError(ImageopsError):
    """An error answer of the cloud.

    Attributes: `code` and `message` as the service words them, `request_id`, `action` (API action), `region`,
    `status` (HTTP; differs between products for the same situation, so decisions are made by code).
    """

    def __init__(
        self, code: str, message: str, *, action: str, region: str, request_id: str = "", status: int = 0
    ) -> None:
        self.code = code
        self.message = message
        self.action = action
        self.region = region
        self.request_id = request_id
        self.status = status
        super().__init__(f"{action} in {region} was refused: {code}: {message} (request {request_id or 'unknown'})")


class Denied(ApiError):
    """The caller has no right to do this; `permission` is the RAM action that is missing."""

    permission = ""


class Missing(ApiError):
    """The thing named does not exist, or cannot be seen from here."""


class AccountsUnknown(ApiError):
    """ECS does not know some of the accounts to share an image with; the others have it.

    `unknown` are those accounts, `accounts` the share list as it was read back.
    """

    def __init__(self, error: ApiError, unknown: tuple[str, ...], accounts: tuple[str, ...]) -> None:
        self.unknown = unknown
        self.accounts = accounts
        words = (
            f"ECS does not know {', '.join(unknown)}; the image is shared with {', '.join(accounts) or 'no account'}"
        )
        super().__init__(error.code, words, action=error.action, region=error.region, request_id=error.request_id)


class Throttled(ApiError):
    """Too many requests, also after waiting."""


class ConnectionFailed(ImageopsError):
    """No answer, or one that is not the service's (a proxy's page).

    `is_lasting` where trying again cannot help, `doubts_host` where there may be no such host.
    """

    def __init__(
        self,
        action: str,
        *,
        service: str,
        region: str,
        via: str,
        detail: str,
        is_lasting: bool = False,
        remedy: str = "",
        doubts_host: bool = False,
    ) -> None:
        self.action = action
        self.is_lasting = is_lasting
        self.doubts_host = doubts_host
        advice = remedy or f"Check region ({region}), the network and the proxy"
        super().__init__(f"{action} got no usable answer from {service} in {region}{via}: {detail}. {advice}")


class UnexpectedAnswer(ImageopsError):
    """An answer that cannot be read: in `field` there is `found` where `wanted` belongs."""

    def __init__(self, action: str, field: str, wanted: str, found: str) -> None:
        self.action = action
        self.field = field
        super().__init__(
            f"{action or 'The service'} answered with {found} in {field}, where {wanted} belongs. "
            "Run it again; if it stays so, check the proxy and ask the vendor"
        )


class ListingUnstable(ImageopsError):
    """Pages of a list never fitted together, so that items could be missing."""

    def __init__(self, calls: int) -> None:
        super().__init__(f"the list changed all the time while it was read; gave up after {calls} calls. Run it again")


class CodedFailure(ImageopsError):
    """A request that failed: `code` says why, and `reason` in parts where it is one reason."""

    def __init__(self, code: str, message: str, reason: Reason | None = None) -> None:
        self.code = code
        self.reason = reason
        super().__init__(message)


class CopyFailed(CodedFailure):
    """A copy did not come out right; `code` is its reason's code."""


class ShareFailed(ImageopsError):
    """A share list is not what was asked for, although ECS reported no error."""


class RoleWriteConflict(ImageopsError):
    """Another write undid every change of a role's trust."""

    def __init__(self, role: str, writes: int) -> None:
        super().__init__(
            f"the trust policy of {role} was written {writes} times, and another write undid it each time. "
            "Run it again once no other tool changes the role"
        )


class ExecutionFailed(CodedFailure):
    """An execution failed, was cancelled, or waits for a person; `code` says which."""


class MoveFailed(CodedFailure):
    """An instance is not in the state asked for; `code` says why."""


class MakingFailed(CodedFailure):
    """An image could not be made of an instance or snapshot; `code` says why."""


class NotReleased(ImageopsError):
    """An instance of a trial could not be released."""

    def __init__(self, instance: str, region: str, error: ImageopsError) -> None:
        super().__init__(
            f"the instance {instance} in {region} was not released: {error}. "
            "Release it, or ECS does at its automatic release time"
        )


class RepointFailed(CodedFailure):
    """A launch template or another user of an image does not launch from the one asked for; `code` says why."""


class RetireFailed(CodedFailure):
    """An image was not deprecated, deleted or brought back; `code` says why."""


class LaunchStarted(ImageopsError):
    """ECS took a dry run for real; the message names what has to be released at once."""

    def __init__(self, region: str, instances: list[str]) -> None:
        names = ", ".join(instances) or "instances that it did not name"
        super().__init__(f"RunInstances in {region} ignored DryRun=true and started {names}. Release them at once")
