# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Post events to the rulebook's webhook, with and without leave to write, and end with what is wrong.

python -m tests.events     needs Java 17 or newer, or root and apt-get; the logs are kept in tests/output/events
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.emulated import control, emulator
from tests.events.payloads import OWNER, event, image_event, key_event, share_event
from tests.events.running import Rulebook, prepare, refused_start, rulebook
from tests.workspace import ROOT, copy_collection

OUTPUT = ROOT / "tests" / "output" / "events"
WORLD = Path(__file__).with_name("world.yml")
HOSTILE = "m-{{ lookup('pipe', 'touch planted') }}"
OUTSIDER = "9000000000000009"


def world(status: str = "Creating") -> dict[str, Any]:
    """Return the world, with the image that is being copied in this status."""
    found: dict[str, Any] = yaml.safe_load(WORLD.read_text())
    found["accounts"][OWNER]["regions"]["cn-beijing"]["images"][0]["status"] = status
    return found


def inventory(url: str, **variables: Any) -> dict[str, Any]:
    """Return an inventory of two sites of one account."""
    connection = {
        "images_emulator_url": url,
        "images_access_key_id": "operator-key",
        "images_access_key_secret": "operator-secret",
    }
    order = {
        "images_families": ["web"],
        "images_exclude_names": ["*-test"],
        "images_kms_key_id": "alias/image-share",
        "images_share_accounts": ["2000000000000002"],
        "images_allowed_accounts": ["2000000000000002"],
        "images_pass_seconds": 1,
    }
    sites = {
        "images.cn-beijing": {"images_region": "cn-beijing", "image_site_account_id": OWNER},
        "images.cn-shanghai": {"images_region": "cn-shanghai", "image_site_account_id": OWNER},
    }
    return {"all": {"children": {"image_sites": {"hosts": sites, "vars": connection | order | variables}}}}


class Findings:
    """What is wrong, in the order in which it was found."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.checks = 0

    def check(self, is_right: object, what: str) -> None:
        self.checks += 1
        if not is_right:
            self.wrong.append(what)
        print(f"{'ok     ' if is_right else 'FAILED '} {what}", flush=True)


def written(url: str) -> list[str]:
    """Return the actions that changed something in the emulator since it was reset."""
    return [
        one["action"]
        for one in control(url, "requests?since=0")["requests"]
        if one["mutating"] and one["status"] == 200
    ]


def states(url: str) -> Mapping[str, str]:
    """Return the states of the keys."""
    keys = control(url, "world")["accounts"][OWNER]["regions"]["cn-beijing"]["keys"]
    return {key["id"]: key.get("state", "Enabled") for key in keys}


def refuses(found: Findings, running: Rulebook) -> None:
    """Post what the webhook and its filter have to refuse or drop."""
    good = key_event("ScheduleKeyDeletion", 100, "key-old")
    found.check(running.post(good, token=None) == 401, "a call without a token is refused")
    found.check(running.post(good, token="another") == 401, "a call with another token is refused")
    found.check(running.post("{") == 400, "a body that is no JSON is refused")
    hostile = [
        ["no", "object"],
        {**good, "source": "acs.oss"},
        {**good, "id": "x\n2026-11-30 - root - INFO - all is well"},
        {**good, "aliyunaccountid": 1000000000000001},
        image_event(101, HOSTILE),
        key_event("DisableKey", 102, "../../key"),
        key_event("DisableKey", 103, "key-old", acsRegion="cn-beijing.example.com/"),
    ]
    for body in hostile:
        running.post(body)
    running.wait_for("Refused an event", len(hostile))
    lines = [line for line in running.output.splitlines() if "Refused an event" in line]
    found.check(len(lines) == len(hostile), f"each of {len(hostile)} malformed events is one line of the log")
    dropped = [
        key_event("ScheduleKeyDeletion", 104, "key-old", errorCode="Forbidden.NoPermission"),
        event("DeleteDisk", 105, {"DiskId": "d-8vbf8rpv2nn0l1zm"}),
        share_event(106, "m-base", "RemoveAccount"),
    ]
    for body in dropped:
        running.post(body)
    found.check(running.reactions() == 0, "refused calls, other calls and taken access start nothing")


def looks(found: Findings, running: Rulebook, url: str) -> None:
    """Post events to sites that may not write."""
    for _delivery in range(3):
        running.post(key_event("ScheduleKeyDeletion", 1, "key-old"))
    found.check(running.wait_for("1 image under it") and running.wait_for_reactions(1), "a leaving key is looked at")
    found.check("old    m-old  Available" in running.output, "the images that hang on it are listed")
    found.check("images_event_cancel_apply: true" in running.output, "what would cancel its deletion is said")
    running.post(key_event("DisableKey", 2, "key-of-nobody"))
    found.check(running.wait_for("KMS does not know the key key-of-nobody"), "a key that KMS does not know is nothing")
    running.post(key_event("DisableKey", 3, "key-old", account="5000000000000005"))
    found.check(running.wait_for("is of account 5000000000000005"), "an event of no site fails and says so")
    running.post(share_event(4, "m-base"))
    found.check(running.wait_for(f"base (m-base) is shared with {OUTSIDER}"), "an account outside is named")
    running.post(image_event(5, "m-test1"))
    found.check(running.wait_for("web-test (m-test1) is under the service key, and is no image"), "the choice holds")
    running.post(image_event(6, "m-web9"))
    found.check(running.wait_for("m-web9 is Creating"), "an image that is being copied is waited for")
    control(url, "reset", world("Available"))
    found.check(running.wait_for("web-9 (m-web9) is under the service key"), "it is looked at once it is Available")
    found.check(running.wait_for("images_event_copy_apply: true runs migrate_images"), "what would copy it is said")
    running.wait_for_reactions(6)
    found.check(running.reactions() == 6, f"six events have six reactions, repeated ones none: {running.reactions()}")
    found.check(written(url) == [], f"nothing is written by default: {written(url)}")


def acts(found: Findings, running: Rulebook, url: str) -> None:
    """Post events to sites that may write."""
    running.post(image_event(11, "m-web9"))
    running.post(key_event("ScheduleKeyDeletion", 12, "key-empty"))
    running.post(key_event("ScheduleKeyDeletion", 13, "key-old"))
    found.check(running.wait_for("kept     key-old"), "the deletion of a key with images is cancelled")
    found.check(running.wait_for("m-web9 is Creating"), "an image that is being copied is waited for")
    found.check("CopyImage" not in written(url), "nothing is copied before the image is Available")
    found.check(states(url)["key-old"] == "Enabled", "the key is enabled")
    found.check(states(url)["key-empty"] == "PendingDeletion", "a key without images goes")
    control(url, "reset", world("Available"))
    running.post(image_event(11, "m-web9"))
    running.wait_for_reactions(3)
    images = control(url, "world")["accounts"][OWNER]["regions"]["cn-beijing"]["images"]
    copies = [image for image in images if image.get("copied")]
    found.check(written(url).count("CopyImage") == 1, f"the image is copied once: {written(url)}")
    found.check(
        [(copy["disks"][0]["key"], copy.get("shared_with")) for copy in copies]
        == [("key-share", ["2000000000000002"])],
        "the copy is under the site's key and has its accounts",
    )
    running.post(image_event(14, copies[0]["id"] if copies else "m-none"))
    found.check(running.wait_for("is not under the service key (customer_key)"), "the event of the copy does nothing")
    found.check(written(url).count("CopyImage") == 1, "no copy is copied")


def main() -> int:
    prepare()
    found = Findings()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="imageops-") as name:
        folder = Path(name)
        copy_collection(folder)
        with (folder / "emulator.log").open("w") as log, emulator(folder, log, "--copy-seconds", "1") as url:
            found.check(refused_start(folder, inventory(url)), "without a token nothing listens")
            for part, steps, leave in (("default", (refuses, looks), False), ("apply", (acts,), True)):
                control(url, "reset", world())
                applies = {"images_event_copy_apply": leave, "images_event_cancel_apply": leave}
                with rulebook(folder, part, inventory(url, **applies)) as running:
                    for step in steps:
                        step(found, running, *([url] if step is not refuses else []))
                    found.check(
                        "planted" not in {path.name for path in folder.rglob("*")}, "no template of a payload ran"
                    )
                shutil.copy(folder / f"{part}.log", OUTPUT)
    print(f"events: {found.checks - len(found.wrong)} passed, {len(found.wrong)} failed (logs: tests/output/events)")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
