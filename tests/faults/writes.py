# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules about requests that change something: nothing is written that the command is not about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.faults.findings import PREFIX, Case, Violation, is_operators
from tests.faults.playing import Played
from tests.faults.scenario import Pair

SHARE_ROLE = "AliyunECSShareEncryptImageDefaultRole"
SHARE_POLICY = "ImageopsShareEncryptedImages"
ROLE_WRITES = ("CreateRole", "UpdateRole", "AttachPolicyToRole", "CreatePolicy")

Given = Mapping[str, str]
Check = Callable[[Case, Given], str]


def unasked_writes(case: Case, log: Sequence[Mapping[str, Any]]) -> list[Violation]:
    """Requests of runs that copy and share, whether they were granted or not, that are about something else."""
    return _judge(case, log, COPYING)


def unasked_removals(case: Case, log: Sequence[Mapping[str, Any]]) -> list[Violation]:
    """Those of runs that remove copies."""
    return _judge(case, log, REMOVING)


def changed_again(played: Played, log: Sequence[Mapping[str, Any]]) -> list[Violation]:
    """What a run wrote, or said that it changed, although all was done; one that failed may have tried to."""
    if played.status:
        return []
    writes = [entry["action"] for entry in log if entry["mutating"] and is_operators(entry)]
    said = [result["module"] for result in played.results if result["result"].get("changed")]
    found = [Violation(rule="changed again", text=f"a further run called {', '.join(writes)}")] if writes else []
    return found + ([Violation(rule="changed again", text=f"{', '.join(said)} said changed")] if said else [])


def _judge(case: Case, log: Sequence[Mapping[str, Any]], checks: Mapping[str, Check]) -> list[Violation]:
    found = []
    for entry in log:
        if entry["mutating"] and is_operators(entry):
            check = checks.get(entry["action"])
            problem = check(case, entry["parameters"]) if check else "is never needed"
            if problem:
                text = f"{entry['action']} {problem}: {entry['parameters']}"
                found.append(Violation(rule="unasked write", text=text))
    return found


def _copy(case: Case, given: Given) -> str:
    pair = Pair(image=given["ImageId"], region=given["DestinationRegionId"])
    if pair not in case.wanted.pairs:
        return "of what was not asked for"
    right = given.get("KMSKeyId") == case.wanted.keys[pair.region] and given.get("Encrypted", "").lower() == "true"
    return "" if right else "under another key"


def _share(case: Case, given: Given) -> str:
    wanted = case.wanted
    added, removed = _values(given, "AddAccount"), _values(given, "RemoveAccount")
    if given["ImageId"] not in _own_copies(case) | (set(wanted.as_is) & wanted.shared):
        return "of an image that was not asked for"
    if not added <= set(wanted.accounts) or (removed and not wanted.exact) or removed & set(wanted.accounts):
        return "with accounts that were not asked for"
    return ""


def _unshare(case: Case, given: Given) -> str:
    if given["ImageId"] not in _own_copies(case):
        return "of an image that was not asked for"
    return "that adds" if _values(given, "AddAccount") else ""


def _attributes(case: Case, given: Given) -> str:
    return "" if given["ImageId"] in _own_copies(case) else "of an image that is no copy"


def _tag(case: Case, given: Given) -> str:
    if given["ResourceType"] == "snapshot":
        return _tag_snapshots(case, given)
    return "" if _values(given, "ResourceId") <= _own_copies(case) else "of an image that is no copy"


def _tag_snapshots(case: Case, given: Given) -> str:
    """Before their image is deleted; what was there before may be tagged only as part of an earlier run's copy."""
    tags = {given.get(f"Tag.{n}.Key"): given.get(f"Tag.{n}.Value", "") for n in range(1, 21)}
    told = {name: value for name, value in tags.items() if name}
    if set(told) != {f"{PREFIX}source-image", f"{PREFIX}copy"} or not case.names_pair(given["RegionId"], told):
        return "with other tags than a copy's"
    copies = _own_copies(case)
    foreign = {disk["snapshot"] for image in case.old.values() if image["id"] not in copies for disk in image["disks"]}
    return "of an image that is no copy" if _values(given, "ResourceId") & foreign else ""


def _delete_failed(case: Case, given: Given) -> str:
    """A failed attempt goes only after the next one was started, and if it is not known to be good."""
    image_id = given["ImageId"]
    pair, attempt = case.made.get(image_id) or _earlier_failed(case, image_id) or (None, 0)
    if pair is None:
        return "of an image that is no failed copy"
    return "" if attempt < case.attempts().get(pair, 0) else "of the last attempt"


def _earlier_failed(case: Case, image_id: str) -> tuple[Pair, int] | None:
    image = case.old.get(image_id)
    if image is None or image["status"] != "CreateFailed":
        return None
    for pair in case.wanted.pairs:
        tag = image["tags"].get(f"{PREFIX}copy", "")
        if case.names_pair(pair.region, image["tags"]) and image["tags"][f"{PREFIX}source-image"] == pair.image:
            return pair, int(tag.rpartition("/")[2])
    return None


def _delete(case: Case, given: Given) -> str:
    return "" if given["ImageId"] in _own_copies(case) else "of an image that is no copy"


def _delete_snapshot(case: Case, given: Given) -> str:
    """Only what was tagged as a copy's before."""
    tagged: set[str] = set()
    for entry in case.log:
        if entry["action"] == "TagResources" and entry["parameters"].get("ResourceType") == "snapshot":
            tagged |= _values(entry["parameters"], "ResourceId")
    return "" if given["SnapshotId"] in tagged else "of a snapshot that is not known to be a copy's"


def _role(_case: Case, given: Given) -> str:
    right = given.get("RoleName", SHARE_ROLE) == SHARE_ROLE and given.get("PolicyName", SHARE_POLICY) == SHARE_POLICY
    return "" if right else "of another role or policy"


def _values(given: Given, name: str) -> set[str]:
    """A list that the request spells as `Name.1`, `Name.2`, ..."""
    return {value for key, value in given.items() if key.startswith(f"{name}.")}


def _own_copies(case: Case) -> set[str]:
    """Every copy of what was asked for that was ever made."""
    earlier = {image["id"] for pair in case.wanted.pairs for image in case.copies_before(pair)}
    return earlier | {image_id for image_id, (pair, _attempt) in case.made.items() if pair in case.wanted.pairs}


COPYING: Mapping[str, Check] = {
    "CopyImage": _copy,
    "ModifyImageSharePermission": _share,
    "ModifyImageAttribute": _attributes,
    "TagResources": _tag,
    "DeleteImage": _delete_failed,
    "DeleteSnapshot": _delete_snapshot,
    **dict.fromkeys(ROLE_WRITES, _role),
}
REMOVING: Mapping[str, Check] = {
    "ModifyImageSharePermission": _unshare,
    "TagResources": _tag,
    "CancelCopyImage": _delete,
    "DeleteImage": _delete,
    "DeleteSnapshot": _delete_snapshot,
}
