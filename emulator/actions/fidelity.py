# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fidelity table, made from what the actions declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..catalogue.catalogue import documented, find_error
from .declare import Action, Note, registry

GENERAL = (
    Note(
        "ACS3-HMAC-SHA256 over the SignedHeaders list; parameters in query or form, POST and GET", "TEA, signing page"
    ),
    Note("RPC form, HMAC-SHA1, over GET and POST", "TEA, signing page"),
    Note(
        "ROA style (CS): method and path say the action, the signature covers them; parameters are in the query of a "
        "GET, else in the body, an object of JSON",
        "CS-SDK, signing page",
    ),
    Note("x-acs-action that contradicts the path: InvalidParameter `Action or Version`", "assumed"),
    Note(
        "ROA errors are code, message, requestId and status; the id is in the header x-acs-request-id, too",
        "TEA; header: assumed",
    ),
    Note(
        "an ACS3 signature must cover host, x-acs-action, -version, -date, -signature-nonce, -content-sha256", "assumed"
    ),
    Note("InvalidAccessKeyId.NotFound is 404", "KMS pages; for other products: assumed"),
    Note("SignatureDoesNotMatch repeats the string to sign (without a security token)", "seen in third-party threads"),
    Note(
        "time stamps may differ by 15 minutes: InvalidTimeStamp.Expired, IllegalTimestamp", "ECS-2021; the number: seen"
    ),
    Note("time stamps may have milliseconds", "the vendor's JavaScript SDK sends them"),
    Note("a nonce is good once per access key: SignatureNonceUsed", "ECS-2021"),
    Note("MissingSecurityToken, InvalidSecurityToken.Expired, .Malformed, .MismatchWithAccessKey (400)", "assumed"),
    Note("wrong version or no action: InvalidParameter `Action or Version`", "RAM and STS pages; others: assumed"),
    Note("a missing required parameter is MissingParameter (400) unless the action has its own code", "API pages"),
    Note("a value of a wrong type or out of range is InvalidParameter (400)", "RAM and KMS pages; for ECS: assumed"),
    Note("RPC without Format and Format=XML answer XML, ACS3 and Format=JSON answer JSON", "RPC pages; libcloud"),
    Note("what XML cannot hold is replaced, in texts and in names of elements", "assumed"),
    Note("a parameter that comes twice is InvalidParameter", "assumed"),
    Note("JSON in a parameter may be nested 100 levels deep, and its integers may have 25 digits", "assumed"),
    Note("an empty optional parameter counts as not given", "assumed"),
    Note("unknown hosts answer 502 with HTML, as a proxy does that cannot resolve them", "assumed"),
    Note(
        "the host ess serves every region, too; a call without RegionId is about cn-hangzhou there",
        "the vendor's endpoint lists; without RegionId: assumed",
    ),
    Note(
        "the hosts ecs and ecs-cn-hangzhou serve every region: RegionId decides, cn-hangzhou without one",
        "the vendor's endpoint lists; for regions with a host of their own: assumed",
    ),
    Note(
        "finance, government and closed regions exist, ids with the letters of their city; the vendor's internal "
        "ones do not",
        "the vendor's endpoint lists; letters: assumed",
    ),
    Note("RegionId must belong to a regional endpoint", "assumed"),
    Note(
        "order of checks: version, signature, flow control, parameters, permission, dry run, token, action", "assumed"
    ),
    Note(
        "RAM denials, all 403: Forbidden.RAM (ECS, CS), Forbidden.NoPermission (KMS), Forbidden.Unauthorized (ESS), "
        "NoPermission (RAM, STS, OOS)",
        "API pages, ESS-2021; CS: seen; OOS: assumed",
    ),
    Note("AccessDeniedDetail without the encoded diagnostic message", "newer pages; PolicyType values: assumed"),
    Note("policies: Deny wins; `*` and `?`; NotAction, NotResource; actions without case", "RAM pages; case: assumed"),
    Note(
        "conditions: string, date, Bool and IP operators on acs:CurrentTime, acs:SecureTransport, acs:SourceIp and "
        "sts:ExternalId; others, where they would decide, are refused as not modelled",
        "RAM-2021",
    ),
    Note(
        "acs:CurrentTime is real time; a key without a value meets no condition; NotX means none of the values",
        "assumed",
    ),
    Note("CONNECT opens TLS with a certificate of a throw-away authority for the asked host", "design of the emulator"),
    Note("documents of system policies of ECS", "doc-detail/273911, ECS-2021"),
    Note("documents of other products' system policies", "assumed"),
    Note(
        "flow control: CopyImage and DescribeImages 1,000 calls a minute each (quotas copy_image_per_minute, "
        "describe_images_per_minute): Throttling.User",
        "API-CopyImage, API-DescImages; code: seen; per account: assumed",
    ),
    Note("flow control per account and real second: Throttling.User (quota requests_per_second)", "code: seen"),
    Note("changes of RAM work at once; sessions of a removed role lose everything", "assumed"),
)


def table() -> str:
    """Every modelled action: what of it is modelled, from which source, or `assumed`."""
    lines = ["### Every action", "", *_rows(GENERAL)]
    for (product, name), action in sorted(registry().items()):
        lines += [f"### {product.upper()} {name}", "", *_parameters(action), *_codes(action), *_gaps(action), ""]
        lines += _rows(action.notes)
    return "\n".join(lines)


def _rows(notes: Iterable[Note]) -> Iterator[str]:
    yield from ("| modelled | source |", "| --- | --- |")
    yield from (f"| {note.text} | {note.source} |" for note in notes)
    yield ""


def _parameters(action: Action) -> Iterator[str]:
    specs = documented()[action.product, action.name]
    partly = {name.partition(".")[0] for name in action.models} - action.models
    fields = {f"{name}.{field}" for name in partly for field in specs[name].fields or ()}
    yield f"Parameters: {_list(action.models)}."
    if refused := ((set(specs) - partly) | fields) - action.models:
        yield f"Refused, because not modelled: {_list(refused)}."


def _codes(action: Action) -> Iterator[str]:
    if not action.errors:
        return
    by_origin: dict[str, set[str]] = {}
    for code in action.errors:
        known = find_error(action.product, action.name, code)
        by_origin.setdefault(known.origin if known else "", set()).add(code)
    for origin, codes in sorted(by_origin.items(), key=lambda item: (item[0] != "documented", item[0])):
        yield f"Errors ({origin}): {_list(codes)}."


def _gaps(action: Action) -> Iterator[str]:
    if action.gaps:
        yield (
            "Documented errors that are not modelled: "
            + "; ".join(f"{_list(set(gap.codes))} ({gap.reason})" for gap in action.gaps)
            + "."
        )


def _list(names: frozenset[str] | set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"
