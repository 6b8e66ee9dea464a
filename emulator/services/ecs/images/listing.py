# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeImages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ....access.conditions import matches
from ....actions.declare import Answer, Call, Gap, Note, action
from ....actions.paging import Pageable, counted_page
from ....catalogue.gaps import PLANNED, PUBLIC, REFUSED_PARAMETER
from ....state.accounts import Account
from ....state.clock import parse_iso_minute
from ....state.images import Image
from ..arns import arn
from ..text_rules import tag_filter_fault, tags_match
from .view import family_name, show_image, usable, used_images
from .visible import Found, listed_images

STATUSES = ("Creating", "Waiting", "Available", "UnAvailable", "CreateFailed", "Deprecated")
_ALIASES = ("system", "self", "others", "marketplace")
_FILTERED_AT_MOST = 1000
_IDS_AT_MOST = 100
_ONLINE_CHANGES = ("CpuOnlineUpgrade", "CpuOnlineDowngrade", "MemoryOnlineUpgrade", "MemoryOnlineDowngrade")
_NETWORKS = ("vpc", "classic")

Test = Callable[[Account, Image], bool]


def _resources(call: Call) -> list[str]:
    # Public and shared images are not subject to RAM.
    if call.parameters.text("ImageOwnerAlias") in ("system", "others"):
        return []
    return [arn(call, "image", image_id) for image_id in _image_ids(call) or ("*",)]


def _image_ids(call: Call) -> list[str]:
    """The ids that ImageId names; one, or a comma list of up to 100."""
    given = call.parameters.text("ImageId")
    if not given or not call.cloud.settings.image_id_lists:
        return [given] if given else []
    ids = given.split(",")
    if len(ids) > _IDS_AT_MOST:
        raise call.invalid("ImageId")
    return ids


@action(
    "ecs",
    "DescribeImages",
    resources=_resources,
    models=(
        "Architecture", "DryRun", "Filter", "ImageFamily", "ImageId", "ImageName", "ImageOwnerAlias", "ImageOwnerId",
        "IsPublic", "OSType", "PageNumber", "PageSize", "RegionId", "ResourceGroupId", "SnapshotId", "Status", "Tag",
        "Usable", "Usage",
    ),
    errors=(
        "DryRunOperation", "InvalidArchitecture", "InvalidFilterKey.NotFound", "InvalidFilterValue",
        "InvalidFilterValue.NetworkType",
        "InvalidImageOwnerAlias.PublicImageUnsupported", "InvalidImageOwnerAlias.ValueNotSupported",
        "InvalidOSType", "InvalidOperation.ImageOwnerIdUnsupported", "InvalidParamter", "InvalidTag.Mismatch",
        "InvalidTagCount", "InvalidUsage",
    ),
    gaps=(
        Gap.of(PLANNED, "InternalError"),
        Gap.of(REFUSED_PARAMETER, "InvalidInstanceType.ValueNotSupported"),
        Gap.of(PUBLIC, "CurrentAccount.NotSupportPublicImage"),
    ),
    notes=(
        Note("only Available images unless Status is given (comma-separated, or ALL alone)", "API-DescImages, ECS-SDK"),
        Note("10 a page by default, 100 at most; TotalCount; no NextToken", "API-DescImages"),
        Note("ImageId is an id, or a comma list of 100 ids at most (setting image_id_lists)", "doc-detail/25534"),
        Note("a longer comma list is InvalidParameter", "assumed"),
        Note("an unknown ImageId gives an empty list", "assumed"),
        Note(
            "no KMS key id in the answer; Encrypted per disk is a setting (boolean, string or absent)",
            "ECS-SDK, API-DescImages",
        ),
        Note(
            "IsSelfShared is a string (`True` or `true` by setting); Size counts the system disk only",
            "API-DescImages",
        ),
        Note(
            "others = images shared with the caller; community, public and marketplace images do not exist",
            "API-DescImages; absence: assumed",
        ),
        Note("Usable in the answer; as a filter it needs Status; instant access is not modelled", "ECS-SDK"),
        Note(
            "usable are Available and Deprecated images; Usable without Status is MissingParameter",
            "ECS-SDK (launches instances); code: assumed",
        ),
        Note("Filter NetworkType is checked; images are of every network", "ECS-SDK; latter: assumed"),
        Note("images that come through Resource Sharing are among `others`", "assumed"),
        Note("no ImageOwnerAlias: own and shared images", "ECS-SDK (the page differs)"),
        Note("alias system or others: RAM policies are ignored", "API-DescImages"),
        Note(
            "a tag or resource group filter finds 1,000 images at most",
            "API-DescImages; that the rest is cut off: assumed",
        ),
        Note(
            "sorted by time (setting image_order); ImageName finds substrings and takes `*`",
            "assumed",
        ),
        Note(
            "a consumer sees no tags and no resource group",
            "assumed",
        ),
        Note("new images and changed states appear late if list_lag_seconds is set", "assumed"),
    ),
)  # fmt: skip
def describe_images(call: Call) -> Answer:
    """List images the caller may see."""
    moment = call.cloud.listed_at()
    groups = _groups(call)
    found: Pageable[Found] = (visible := listed_images(call, groups, _statuses(call), moment, _image_ids(call)))
    if tests := list(_tests(call, moment)):
        found = [item for item in visible if all(test(*item) for test in tests)]
    if "Tag" in call.parameters or "ResourceGroupId" in call.parameters:
        found = found[:_FILTERED_AT_MOST]
    if call.cloud.settings.image_order == "oldest_first":
        found = list(found[:])[::-1]
    page, counts = counted_page(call, found)
    used = used_images(call) if page else ()
    shown = [show_image(call, owner, image, moment, used) for owner, image in page]
    return {"RegionId": call.region_id, **counts, "Images": {"Image": shown}}


def _groups(call: Call) -> tuple[str, ...]:
    """Whose images are asked for: `self`, `others` or both."""
    alias = call.parameters.text("ImageOwnerAlias")
    if alias and alias not in _ALIASES:
        raise call.refuse("InvalidImageOwnerAlias.ValueNotSupported")
    if call.parameters.flag("IsPublic"):
        if alias != "others":
            raise call.refuse("InvalidImageOwnerAlias.PublicImageUnsupported")
        return ()
    if "ImageOwnerId" in call.parameters and alias != "others":
        raise call.refuse("InvalidOperation.ImageOwnerIdUnsupported")
    return tuple(group for group in ("self", "others") if alias in ("", group))


def _tests(call: Call, moment: float) -> Iterator[Test]:
    parameters = call.parameters
    if name := parameters.text("ImageName"):
        pattern = name if "*" in name else f"*{name}*"
        yield lambda _owner, image: matches(pattern, image.name)
    if family := parameters.text("ImageFamily"):
        yield lambda owner, image: family_name(call, owner, image) == family
    if snapshot := parameters.text("SnapshotId"):
        yield lambda _owner, image: any(disk.snapshot.id == snapshot for disk in image.disks)
    if group := parameters.text("ResourceGroupId"):
        yield lambda owner, image: owner is call.account and image.resource_group == group
    if owner_id := parameters.number("ImageOwnerId", 0):
        yield lambda owner, _image: owner.id == str(owner_id)
    if (wanted := parameters.flag("Usable")) is not None:
        if "Status" not in parameters:
            raise call.missing("Status")
        yield lambda _owner, image: usable(image.status_at(moment)) is wanted
    yield from _tag_test(call)
    yield from _kind_tests(call)
    yield from _filter_tests(call)


def _statuses(call: Call) -> frozenset[str]:
    wanted = call.parameters.text("Status", "Available").split(",")
    if wanted == ["ALL"]:
        return frozenset(STATUSES)
    if not set(wanted) <= set(STATUSES):
        raise call.refuse("InvalidParamter")
    return frozenset(wanted)


def _tag_test(call: Call) -> Iterator[Test]:
    tags = call.parameters.records("Tag")
    if fault := tag_filter_fault(tags):
        raise call.refuse(fault)
    if tags:
        yield lambda owner, image: owner is call.account and tags_match(image.tags, tags)


def _kind_tests(call: Call) -> Iterator[Test]:
    if usage := call.parameters.text("Usage"):
        if usage not in ("instance", "none"):
            raise call.refuse("InvalidUsage")
        used = {instance.image for instance in call.region.instances.values()}
        yield lambda _owner, image: (image.id in used) == (usage == "instance")
    if os_type := call.parameters.text("OSType"):
        if os_type not in ("windows", "linux"):
            raise call.refuse("InvalidOSType")
        yield lambda _owner, image: image.os_type == os_type
    if architecture := call.parameters.text("Architecture"):
        if architecture not in ("i386", "x86_64", "arm64"):
            raise call.refuse("InvalidArchitecture")
        yield lambda _owner, image: image.architecture == architecture


def _filter_tests(call: Call) -> Iterator[Test]:
    for item in call.parameters.records("Filter"):
        key = item.get("Key", "")
        if key == "NetworkType":
            if item.get("Value") not in _NETWORKS:
                raise call.refuse("InvalidFilterValue.NetworkType")
            continue
        if key not in ("CreationStartTime", "CreationEndTime"):
            if key in _ONLINE_CHANGES:
                raise call.not_modelled(f"the filter {key}")
            raise call.refuse("InvalidFilterKey.NotFound")
        try:
            limit = parse_iso_minute(item.get("Value", ""))
        except ValueError:
            raise call.refuse("InvalidFilterValue") from None
        yield _since(limit) if key == "CreationStartTime" else _until(limit)


def _since(limit: float) -> Test:
    return lambda _owner, image: image.created >= limit


def _until(limit: float) -> Test:
    return lambda _owner, image: image.created <= limit
