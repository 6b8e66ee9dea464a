# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What lists of images, snapshots and keys say about how the services write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..._model.answered import Answered
from ..findings import lacking, open_fact, refused, settled
from ..values import FactFinding

Item = Mapping[str, Any]


def items_of(answer: Answered, outer: str, inner: str) -> list[Item]:
    """Return the items of a list that is wrapped twice, none if there is no such list."""
    wrapper = answer.body.get(outer)
    found = wrapper.get(inner) if isinstance(wrapper, Mapping) else None
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def images_in(answer: Answered) -> list[Item]:
    """Return the images of DescribeImages."""
    return items_of(answer, "Images", "Image")


def disks_of(image: Item) -> list[Item]:
    """Return the disks of an image."""
    mappings = image.get("DiskDeviceMappings")
    found = mappings.get("DiskDeviceMapping") if isinstance(mappings, Mapping) else None
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def snapshot_ids(images: Sequence[Item]) -> list[str]:
    """Return the snapshots of images, each once."""
    ids = [str(disk.get("SnapshotId") or "") for image in images for disk in disks_of(image)]
    return [name for name in dict.fromkeys(ids) if name]


def smallest(images: Sequence[Item]) -> str:
    """Return the id of the smallest image that could be copied, empty if there is none."""
    usable_ones = [image for image in images if image.get("Status") == "Available"]
    return str(min(usable_ones, key=_gib).get("ImageId")) if usable_ones else ""


def _gib(image: Item) -> int:
    return int(str(image.get("Size") or 0))


def of_images(answer: Answered) -> list[FactFinding]:
    """Settle what the first page of the account's own images shows."""
    facts = ("image_order", "mapping_encrypted", "is_self_shared")
    if not answer.is_taken:
        return [refused(fact, answer) for fact in facts]
    images = images_in(answer)
    return [_order(images, answer), _encrypted(images, answer), self_shared(images, answer)]


def _order(images: Sequence[Item], answer: Answered) -> FactFinding:
    times = [str(image.get("CreationTime") or "") for image in images]
    if len(set(times)) < 2:
        return lacking("image_order")
    if times == sorted(times, reverse=True):
        return settled("image_order", "newest_first", answer)
    if times == sorted(times):
        return settled("image_order", "oldest_first", answer)
    return settled("image_order", "none", answer, settings={})


def _encrypted(images: Sequence[Item], answer: Answered) -> FactFinding:
    disks = [disk for image in images for disk in disks_of(image)]
    if not disks:
        return lacking("mapping_encrypted")
    value = disks[0].get("Encrypted")
    form = "absent" if value is None else "boolean" if isinstance(value, bool) else "string"
    return settled("mapping_encrypted", form, answer)


def self_shared(images: Sequence[Item], answer: Answered) -> FactFinding:
    """Settle how an image says that it is shared."""
    values = [image.get("IsSelfShared") for image in images]
    shared = next((value for value in values if str(value).lower() == "true"), None)
    if shared is None:
        return lacking("is_self_shared")
    if not isinstance(shared, str):
        return settled("is_self_shared", shared, answer, settings={})
    return settled("is_self_shared", shared, answer)


def id_list(asked: Sequence[str], answer: Answered) -> FactFinding:
    """Settle whether a comma list of ids found the images."""
    if not answer.is_taken and answer.denied:
        return refused("image_id_lists", answer)
    found = {str(image.get("ImageId")) for image in images_in(answer)}
    return settled("image_id_lists", set(asked) <= found, answer)


def usable(asked: str, answer: Answered) -> FactFinding:
    """Settle whether the filter Usable is taken, and shown in the answer."""
    if answer.denied:
        return refused("usable_filter", answer)
    found = next((image for image in images_in(answer) if image.get("ImageId") == asked), {})
    return settled("usable_filter", "Usable" in found, answer)


def of_snapshots(answer: Answered, keys: Mapping[str, Answered]) -> list[FactFinding]:
    """Settle what snapshots show. `keys` are the answers of DescribeKey about the keys that they name."""
    if not answer.is_taken:
        return [refused(fact, answer) for fact in ("source_disk_size", "service_key_id_empty")]
    snapshots = items_of(answer, "Snapshots", "Snapshot")
    return [_size(snapshots, answer), service_key_id(snapshots, keys, answer)]


def _size(snapshots: Sequence[Item], answer: Answered) -> FactFinding:
    sizes = [item["SourceDiskSize"] for item in snapshots if "SourceDiskSize" in item]
    if not sizes:
        return lacking("source_disk_size")
    return settled("source_disk_size", "string" if isinstance(sizes[0], str) else "number", answer)


def service_key_id(snapshots: Sequence[Item], keys: Mapping[str, Answered], answer: Answered) -> FactFinding:
    """Settle how a snapshot under the service key names that key."""
    named = [str(item.get("KMSKeyId") or "") for item in snapshots if is_encrypted(item)]
    if "" in named:
        return settled("service_key_id_empty", True, answer)
    if any(is_service_key(keys[key]) for key in named if key in keys):
        return settled("service_key_id_empty", False, answer)
    denied = next((keys[key] for key in named if key in keys and keys[key].denied), None)
    return refused("service_key_id_empty", denied) if denied else lacking("service_key_id_empty")


def is_encrypted(item: Item) -> bool:
    """Say whether a snapshot is encrypted."""
    return str(item.get("Encrypted")).lower() == "true"


def of_keys(answers: Sequence[Answered]) -> FactFinding:
    """Settle the protection level of customer master keys outside KMS instances; answers are of DescribeKey."""
    for answer in answers:
        if answer.denied:
            return refused("managed_hsm", answer)
        key = answer.body.get("KeyMetadata")
        if not isinstance(key, Mapping) or key.get("DKMSInstanceId") or not str(key.get("Creator") or "").isdigit():
            continue
        level = str(key.get("ProtectionLevel") or "")
        if level in ("SOFTWARE", "HSM"):
            return settled("managed_hsm", level == "HSM", answer)
        return open_fact("managed_hsm", f"the protection level is {level or 'not shown'}", answer)
    return lacking("managed_hsm")


def is_service_key(answer: Answered) -> bool | None:
    """Say whether ECS made the key that DescribeKey shows; None if it cannot be seen."""
    key = answer.body.get("KeyMetadata")
    if not isinstance(key, Mapping):
        return None
    return not str(key.get("Creator") or "").isdigit()
