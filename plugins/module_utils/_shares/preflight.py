# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Everything that ECS would refuse about a request to share, found before the first write and reported together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .._core.accounts import outsiders
from .._core.reasons import RULES, reason
from .._model.errors import InvalidInput
from .._model.evidence import ShareTrust
from .._model.image import AssessedImage, Encryption
from .._model.reason import Reason
from .._model.share import ShareChange
from .._share_role.trust import trust_reasons
from .fixes import Concerned, fix_for
from .overlap import find_overlap
from .values import ShareProblem, ShareRequest, SharesSeen

# What the role module settles.
PREPARED = ("role_missing", "trust_missing")


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason against one image, for an account if it is about one."""

    image_id: str
    reason: Reason
    account: str = ""


def check_allowed(accounts: Iterable[str], allowed: Sequence[str]) -> None:
    """Refuse accounts outside of those that may be given access. Raises InvalidInput that names all of them."""
    if outside := outsiders(sorted(set(accounts)), allowed):
        remedy = "Nothing was done. Leave them out, or add them to allowed_accounts."
        raise InvalidInput("accounts", ", ".join(outside), "may not be given access (allowed_accounts)", remedy)


def check_shares(request: ShareRequest, seen: SharesSeen, changes: Sequence[ShareChange]) -> None:
    """Refuse what ECS would refuse, all of it in one error. Raises InvalidInput with `problems`."""
    if problems := find_problems(request, seen, changes):
        about = [item for problem in problems for item in problem.image_ids]
        ids = ", ".join(dict.fromkeys(about))
        results = [problem.to_result() for problem in problems]
        listed = " ".join(f"({number}) {problem.text}" for number, problem in enumerate(problems, 1))
        raise InvalidInput("image_ids", ids, "cannot be shared", f"Nothing was done. {listed}", {"problems": results})


def find_problems(request: ShareRequest, seen: SharesSeen, changes: Sequence[ShareChange]) -> list[ShareProblem]:
    """Return obstacles, images with the same reason together. Images that gain no account need not be shareable."""
    findings = list(_about_sources(request, seen))
    gaining = {change.image_id: change for change in changes if change.add}
    for image_id in request.image_ids:
        if image_id not in seen.images:
            findings.append(Finding(image_id, reason("image_not_found", region=request.region)))
        elif image_id in gaining:
            item, change = seen.images[image_id], gaining[image_id]
            findings += [Finding(image_id, found) for found in _about_image(request, item, change)]
            findings += _about_role(item, change, seen.trust)
            findings += _about_overlap(change, seen.targets.get(image_id, ()))
    return _together(request, seen, findings)


def _about_image(request: ShareRequest, item: AssessedImage, change: ShareChange) -> Iterator[Reason]:
    yield from (found for found in item.reasons if RULES[found.code].verdict is not None)
    if item.encryption is Encryption.NONE and not request.share_unencrypted:
        yield reason("not_encrypted")
    if len(change.after) > request.share_quota:
        yield reason("share_quota_exceeded", count=len(change.after), quota=request.share_quota)


def _about_role(item: AssessedImage, change: ShareChange, trust: ShareTrust | None) -> Iterator[Finding]:
    if trust is None or item.encryption is Encryption.NONE:
        return
    for account in change.add:
        for found in trust_reasons(trust, account):
            # Accounts that lack the same are reported together.
            of_all = reason(found.code, role=trust.role, account="{accounts}", permission=trust.denied)
            yield Finding(change.image_id, of_all, account if found.code in PREPARED else "")


def _about_overlap(change: ShareChange, targets: Sequence[str]) -> Iterator[Finding]:
    for account in find_overlap(change.add, targets).accounts:
        yield Finding(change.image_id, reason("shared_both_ways", accounts="{accounts}"), account)


def _about_sources(request: ShareRequest, seen: SharesSeen) -> Iterator[Finding]:
    if not request.from_source:
        return
    for image_id in request.image_ids:
        source = seen.sources.get(image_id)
        if source is None and not request.accounts and image_id in seen.images:
            yield Finding(image_id, reason("source_unknown"))
        elif source and source.doubt:
            yield Finding(image_id, reason("source_not_proven", source=source.image_id, doubt=source.doubt))
        elif source and source.accounts is None and image_id in request.sources:
            where = {"source": source.image_id, "source_region": source.region}
            yield Finding(image_id, reason("source_not_found", **where))


def _together(request: ShareRequest, seen: SharesSeen, findings: Iterable[Finding]) -> list[ShareProblem]:
    groups: dict[Reason, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.reason, []).append(finding)
    return [_problem(request, seen, found, group) for found, group in groups.items()]


def _problem(request: ShareRequest, seen: SharesSeen, found: Reason, group: Sequence[Finding]) -> ShareProblem:
    image_ids = tuple(dict.fromkeys(finding.image_id for finding in group))
    accounts = tuple(sorted({finding.account for finding in group if finding.account}))
    concerned = Concerned(
        region=request.region,
        owner=seen.account_id,
        image_ids=image_ids,
        accounts=accounts,
        keys=_keys(seen.images, image_ids),
    )
    return ShareProblem(
        code=found.code,
        image_ids=image_ids,
        accounts=accounts,
        message=found.message.replace("{accounts}", ", ".join(accounts)),
        remedy=found.remedy,
        fix=fix_for(found.code, concerned),
        can_prepare=found.code in PREPARED,
        is_of_image=RULES[found.code].is_of_image,
    )


def _keys(images: Mapping[str, AssessedImage], image_ids: Iterable[str]) -> tuple[str, ...]:
    disks = [disk for image_id in image_ids if image_id in images for disk in images[image_id].image.disks]
    return tuple(sorted({disk.kms_key_id for disk in disks if disk.kms_key_id}))
