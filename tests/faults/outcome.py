# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules about what runs say and do: success is true, failure has a name, nothing is written without being asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from tests.faults.cloud import Image, images_of
from tests.faults.findings import Case, Violation
from tests.faults.playing import Played
from tests.faults.scenario import OPERATOR, OWNER, Pair

# An image takes 20 tags, of which the copy needs three.
CARRIED = 17
PREFIX = "imageops:"
# A copy that used up its attempts, one way or another.
EXHAUSTED = frozenset({"too_many_attempts", "copy_failed", "copy_not_found"})
SHARE_ROLE = "AliyunECSShareEncryptImageDefaultRole"
SHARE_POLICY = "ImageopsShareEncryptedImages"
ROLE_WRITES = ("CreateRole", "UpdateRole", "AttachPolicyToRole", "CreatePolicy")


def when_done(case: Case, without: Collection[Pair] = ()) -> list[Violation]:
    """What has to be true once a run has succeeded; `without` are pairs that may be missing."""
    found = []
    for pair in case.wanted.pairs:
        name = f"{pair.image} to {pair.region}"
        good = case.good(pair)
        if good is None and pair not in without:
            found.append(Violation(rule="missing", text=f"{name} has no available copy"))
        elif good is not None:
            found += [Violation(rule="copy", text=f"{name}: {text}") for text in _wrong_copy(case, pair, good)]
        if any(image["status"] in ("Creating", "Waiting") for image in case.copies(pair)):
            found.append(Violation(rule="missing", text=f"{name} is still being copied"))
    return [*found, *(Violation(rule="shares", text=text) for text in _wrong_shares(case))]


def _wrong_copy(case: Case, pair: Pair, copy: Image) -> Iterator[str]:
    source, wanted = case.source(pair), case.wanted
    shape = [(disk["type"], disk["device"], disk["size_gib"]) for disk in source["disks"]]
    if [(disk["type"], disk["device"], disk["size_gib"]) for disk in copy["disks"]] != shape:
        yield f"its disks are {copy['disks']}"
    for name in ("description", "boot_mode", "nvme", *(["family"] if wanted.restore_family else [])):
        if source[name] and copy[name] != source[name]:
            yield f"{name} is {copy[name]!r} and not {source[name]!r}"
    tags = copy["tags"]
    if tags.get(f"{PREFIX}source-image") != pair.image or not tags.get(f"{PREFIX}copy", "").startswith(case.tag(pair)):
        yield f"its tags do not say what it is: {tags}"
    if case.runs and tags.get(f"{PREFIX}run") not in case.runs | ({None} if copy["id"] in case.old else set()):
        yield f"its tags name the run {tags.get(f'{PREFIX}run')} and not one of {sorted(case.runs)}"
    carried = {name: value for name, value in source["tags"].items() if tags.get(name) == value}
    if wanted.carry_tags and len(carried) < min(CARRIED, len(source["tags"])):
        yield f"it has {len(carried)} of its source's {len(source['tags'])} tags"


def _wrong_shares(case: Case) -> Iterator[str]:
    for image_id, before, now in _shared_images(case):
        kept = set() if case.wanted.exact else set(before)
        expected = sorted(kept | set(case.wanted.accounts))
        if sorted(now) != expected:
            yield f"{image_id} is shared with {sorted(now)} and not with {expected}"


def _shared_images(case: Case) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """Every image that a share was asked for: its id, its share list before and now."""
    if not (case.wanted.accounts or case.wanted.exact):
        return
    images = [good for pair in case.wanted.pairs if pair.image in case.wanted.shared and (good := case.good(pair))]
    now = {image["id"]: image for _region, image in images_of(case.after)}
    images += [now[image] for image in case.wanted.as_is if image in case.wanted.shared]
    for image in images:
        before = [] if image["id"] in case.gone else case.old.get(image["id"], {"shared_with": []})["shared_with"]
        yield image["id"], before, image["shared_with"]


def wrong_answer(case: Case, played: Played) -> list[Violation]:
    """Where `image_copy` tells another copy than the one that is there."""
    found = []
    for result in played.results:
        for copy in result["result"].get("copies", ()) if result["module"] == "image_copy" else ():
            pair = Pair(image=copy["source_image_id"], region=copy["region"])
            if copy["state"] != "available" or pair not in case.wanted.pairs:
                continue
            good = case.good(pair)
            if good is None or good["id"] != copy["image_id"]:
                text = f"{pair.image} to {pair.region} is told to be {copy['image_id']}, not {good and good['id']}"
                found.append(Violation(rule="answer", text=text))
    return found


def unnamed_failure(played: Played) -> list[Violation]:
    """Where a run that was not killed failed without saying why, by a code."""
    if played.hung:
        return [Violation(rule="hang", text=f"the run took {played.seconds:.0f} seconds and was stopped")]
    if played.status == 0 or played.killed:
        return []
    if played.codes and all(played.codes):
        return []
    text = f"status {played.status}, codes {played.codes}: {_end(played.output)}"
    return [Violation(rule="unnamed failure", text=text)]


def told_secret(played: Played) -> list[Violation]:
    """Where a secret is in the output."""
    secret = f"{OPERATOR}-secret"
    said = secret in played.output or any(secret in str(result) for result in played.results)
    return [Violation(rule="secret", text="the output has the secret of the access key")] if said else []


def _end(output: str) -> str:
    return " | ".join(line for line in output.splitlines()[-12:] if line.strip())[:600]


def exhausted_pairs(case: Case) -> set[Pair]:
    """Pairs whose last allowed attempt was started: they may end without a copy."""
    numbers: dict[Pair, int] = {}
    for entry in case.log:
        if entry["action"] != "CopyImage" or entry["principal"] != OPERATOR:
            continue
        parameters = entry["parameters"]
        pair = Pair(image=parameters["ImageId"], region=parameters["DestinationRegionId"])
        numbers[pair] = max(numbers.get(pair, 0), _attempt(parameters))
    for pair in case.wanted.pairs:
        for image in case.copies(pair):
            attempt = image["tags"].get(f"{PREFIX}copy", "").rpartition("/")[2]
            if image["status"] == "CreateFailed" and attempt.isdigit():
                numbers[pair] = max(numbers.get(pair, 0), int(attempt))
    return {pair for pair, number in numbers.items() if number >= case.wanted.max_attempts}


def _attempt(parameters: Mapping[str, str]) -> int:
    tags = {parameters.get(f"Tag.{n}.Key"): parameters.get(f"Tag.{n}.Value", "") for n in range(1, 21)}
    return int(tags[f"{PREFIX}copy"].rpartition("/")[2])


def unasked_writes(case: Case) -> list[Violation]:
    """Requests that change what the command is not about, whether they were granted or not."""
    found = []
    for entry in case.log:
        if entry["mutating"] and entry["principal"] == OPERATOR and entry["account"] == OWNER:
            problem = _problem(case, entry["action"], entry["parameters"])
            if problem:
                text = f"{entry['action']} {problem}: {entry['parameters']}"
                found.append(Violation(rule="unasked write", text=text))
    return found


def _problem(case: Case, action: str, given: Mapping[str, str]) -> str:
    wanted = case.wanted
    if action == "CopyImage":
        pair = Pair(image=given["ImageId"], region=given["DestinationRegionId"])
        if pair not in wanted.pairs:
            return "of what was not asked for"
        right = given.get("KMSKeyId") == wanted.keys[pair.region] and given.get("Encrypted", "").lower() == "true"
        return "" if right else "under another key"
    if action == "ModifyImageSharePermission":
        return _share_problem(case, given)
    if action in ("TagResources", "ModifyImageAttribute"):
        ids = {value for name, value in given.items() if name == "ImageId" or name.startswith("ResourceId.")}
        return "" if ids <= _own_copies(case) else "of an image that is no copy"
    if action in ROLE_WRITES:
        right = (
            given.get("RoleName", SHARE_ROLE) == SHARE_ROLE and given.get("PolicyName", SHARE_POLICY) == SHARE_POLICY
        )
        return "" if right else "of another role or policy"
    return "is never needed"


def _share_problem(case: Case, given: Mapping[str, str]) -> str:
    wanted = case.wanted
    added = {value for name, value in given.items() if name.startswith("AddAccount.")}
    removed = {value for name, value in given.items() if name.startswith("RemoveAccount.")}
    if given["ImageId"] not in _own_copies(case) | (set(wanted.as_is) & wanted.shared):
        return "of an image that was not asked for"
    if not added <= set(wanted.accounts) or (removed and not wanted.exact) or removed & set(wanted.accounts):
        return "with accounts that were not asked for"
    return ""


def _own_copies(case: Case) -> set[str]:
    """Copies of what was asked for, also those that somebody deleted."""
    return {image["id"] for pair in case.wanted.pairs for image in case.copies(pair)} | case.gone


def changed_again(played: Played, log: Sequence[Mapping[str, Any]]) -> list[Violation]:
    """What a run wrote, or said that it changed, although all was done; one that failed may have tried to."""
    if played.status:
        return []
    writes = [entry["action"] for entry in log if entry["mutating"] and entry["principal"] == OPERATOR]
    said = [result["module"] for result in played.results if result["result"].get("changed")]
    found = [Violation(rule="changed again", text=f"a further run called {', '.join(writes)}")] if writes else []
    return found + ([Violation(rule="changed again", text=f"{', '.join(said)} said changed")] if said else [])
