# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""World files: strict loading, dumping, generating. Source: the emulator's own design."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from emulator.state.cloud import Cloud
from emulator.world.dump import dump
from emulator.world.load import load

from ..support import Harness
from ..worlds import OWNER, SHAREE, WORLD


def test_a_dump_loads_to_the_same_dump(emu: Harness) -> None:
    first = emu.control("GET", "world")
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first


def test_a_dump_of_a_busy_cloud_loads_to_the_same_dump(emu: Harness) -> None:
    emu.set(copy_seconds=100, running_copies_per_region=1)
    emu.fault(kind="fail_copy", match={"ImageId": "m-multi"})
    emu.copy("m-multi", ClientToken="token-1")
    emu.advance(100)
    emu.copy("m-plain", Tag=[{"Key": "a", "Value": "1"}])
    emu.copy("m-service")
    emu.share("m-cmk", SHAREE)
    emu.ecs("ModifyImageAttribute", ImageId="m-plain", Status="Deprecated")
    emu.call(
        "ram",
        "CreatePolicy",
        PolicyName="one",
        PolicyDocument=json.dumps({"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
    )
    emu.call("ram", "AttachPolicyToRole", PolicyType="Custom", PolicyName="one", RoleName="auditor")
    emu.advance(30)
    first = emu.control("GET", "world")
    states = {image["status"] for image in first["accounts"][OWNER]["regions"]["cn-beijing"]["images"]}
    assert states == {"Available", "Creating", "Waiting", "CreateFailed", "Deprecated"}
    emu.control("POST", "reset", first)
    assert emu.control("GET", "world") == first
    emu.advance(170)
    assert emu.ecs("DescribeImages", Status="Creating,Waiting")["TotalCount"] == 0
    assert emu.copy("m-multi", ClientToken="token-1").startswith("m-")
    assert emu.log()[-1]["status"] == 200


def test_a_dump_shows_keys_as_ids_and_the_service_key_by_its_alias(emu: Harness) -> None:
    region = emu.control("GET", "world")["accounts"][OWNER]["regions"]["cn-beijing"]
    keys = {image["id"]: image["disks"][0]["key"] for image in region["images"]}
    assert (keys["m-cmk"], keys["m-service"], keys["m-plain"]) == ("key-bj", "alias/acs/ecs", None)
    assert {snapshot["id"] for snapshot in region["snapshots"]} >= {"s-loose", "s-cmk"}


def test_everything_but_ids_may_be_left_out() -> None:
    cloud = Cloud()
    load(cloud, {"accounts": {OWNER: {"regions": {"cn-beijing": {"images": [{"id": "m-1"}], "keys": [{"id": "k"}]}}}}})
    region = dump(cloud)["accounts"][OWNER]["regions"]["cn-beijing"]
    assert (region["images"][0]["name"], region["images"][0]["status"]) == ("m-1", "Available")
    assert len(region["snapshots"]) == 1


def test_loading_twice_gives_the_same_ids() -> None:
    dumps = []
    for _time in range(2):
        cloud = Cloud()
        load(cloud, WORLD)
        dumps.append(dump(cloud))
    service = [key for key in dumps[0]["accounts"][OWNER]["regions"]["cn-beijing"]["keys"] if key["creator"]]
    assert len(service) == 1
    for found in dumps:
        for key in found["accounts"][OWNER]["regions"]["cn-beijing"]["keys"]:
            key["created"] = ""
    assert dumps[0] == dumps[1]


PLACE = f"accounts.{OWNER}"
BEIJING = f"{PLACE}.regions.cn-beijing"


def broken(*path: Any, value: Any) -> dict[str, Any]:
    world = copy.deepcopy(WORLD)
    place: Any = world
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return world


def in_region(name: str, *items: Any) -> dict[str, Any]:
    return broken("accounts", OWNER, "regions", "cn-beijing", name, value=list(items))


@pytest.mark.parametrize(
    ("world", "message"),
    [
        ([], "the body must be a JSON object"),
        ({"account": {}}, "account: there is no such key"),
        ({"accounts": []}, "accounts: must be an object"),
        ({"accounts": {"me": {}}}, "accounts.me: an account id is a number"),
        (broken("accounts", OWNER, "colour", value=1), f"{PLACE}.colour: there is no such key"),
        (broken("accounts", OWNER, "name", value=1), f"{PLACE}.name: must be a string"),
        (broken("settings", value={"colour": 1}), "settings.colour: there is no such setting"),
        (broken("settings", value=[]), "settings: must be an object"),
        (
            broken("accounts", OWNER, "regions", "cn-nowhere", value={}),
            f"{PLACE}.regions.cn-nowhere: there is no such region",
        ),
        (
            broken("accounts", OWNER, "access_keys", "root", value={}),
            f"{PLACE}.access_keys.root.secret: must be a string",
        ),
        (
            broken("accounts", SHAREE, "access_keys", "root", value={"secret": "x"}),
            "access_keys.root: another account has this key",
        ),
        (
            broken("accounts", OWNER, "access_keys", "root", "user", value="x"),
            f"{PLACE}.access_keys.root.user: there is no such user",
        ),
        (
            broken("accounts", OWNER, "users", "reader", "policies", value=["None"]),
            f"{PLACE}.users.reader.policies[0]: there is no policy None",
        ),
        (
            broken("accounts", OWNER, "users", "reader", "policies", value=[{}]),
            f'{PLACE}.users.reader.policies[0]: Version must be "1"',
        ),
        (
            broken("accounts", OWNER, "roles", "auditor", "trust", value={}),
            f'{PLACE}.roles.auditor.trust: Version must be "1"',
        ),
        (
            broken("accounts", OWNER, "quotas", value={"images": "1"}),
            f"{PLACE}.quotas.images: must be a whole number, 0 or more",
        ),
        (in_region("images", {"name": "x"}), f"{BEIJING}.images[0].id: must be a string"),
        (in_region("images", {"id": "m-1", "colour": "x"}), f"{BEIJING}.images[m-1].colour: there is no such key"),
        (in_region("images", {"id": "m-1"}, {"id": "m-1"}), f"{BEIJING}.images: the id m-1 is there twice"),
        (in_region("images", {"id": "m-1", "status": "available"}), f"{BEIJING}.images[m-1].status: must be one of"),
        (
            in_region("images", {"id": "m-1", "created": "yesterday"}),
            f"{BEIJING}.images[m-1].created: must be a time such as",
        ),
        (in_region("images", {"id": "m-1", "nvme": "yes"}), f"{BEIJING}.images[m-1].nvme: must be true or false"),
        (
            in_region("images", {"id": "m-1", "tags": {"a": 1}}),
            f"{BEIJING}.images[m-1].tags: must be an object of strings",
        ),
        (in_region("images", {"id": "m-1", "disks": {}}), f"{BEIJING}.images[m-1].disks: must be a list"),
        (
            in_region("images", {"id": "m-1", "disks": [{"size": 1}]}),
            f"{BEIJING}.images[m-1].disks[0].size: there is no such key",
        ),
        (
            in_region("images", {"id": "m-1", "disks": [{"key": "alias/none"}]}),
            "disks[0].key: there is no key with this alias",
        ),
        (
            in_region("images", {"id": "m-1", "disks": [{"encrypted": False, "key": "key-bj"}]}),
            "disks[0].key: what is not encrypted has no key",
        ),
        (
            in_region("images", {"id": "m-1", "disks": [{"snapshot": "s-loose"}]}),
            "disks[0].snapshot: size, encryption or key differ",
        ),
        (
            in_region("images", {"id": "m-1", "shared_with": ["9999999999999999"]}),
            f"{BEIJING}.images[m-1].shared_with: 9999999999999999 is not",
        ),
        (
            in_region("images", {"id": "m-1", "shared_with": [OWNER]}),
            f"{BEIJING}.images[m-1].shared_with: {OWNER} is not another account",
        ),
        (in_region("keys", {"id": "k", "alias": "mine"}), f"{BEIJING}.keys[k].alias: must begin with alias/"),
        (in_region("keys", {"id": "k"}, {"id": "k"}), f"{BEIJING}.keys[k].id: this key id or alias is already taken"),
        (in_region("keys", {"id": "k", "state": "enabled"}), f"{BEIJING}.keys[k].state: must be one of"),
        (
            in_region("snapshots", {"id": "s"}, {"id": "s"}),
            f"{BEIJING}.snapshots[s].id: this snapshot id is already taken",
        ),
        (in_region("instances", {"id": "i", "status": "running"}), f"{BEIJING}.instances[i].status: must be one of"),
        ({"generate": {"colour": 1}}, "generate.colour: there is no such key"),
        ({"generate": {}, "accounts": {}}, "accounts: there is no such key here"),
    ],
)  # fmt: skip
def test_a_wrong_world_is_refused_by_path_and_nothing_changes(emu: Harness, world: Any, message: str) -> None:
    before = emu.control("GET", "world")
    status, answer = emu.control_status("POST", "reset", world)
    assert status == 400
    assert message in answer["error"]
    assert emu.control("GET", "world") == before


def test_a_generated_world_is_the_same_each_time(emu: Harness) -> None:
    world = {
        "generate": {"images": 10_000, "regions": ["cn-beijing", "cn-shanghai"], "sharees": 2, "shared_percent": 5}
    }
    emu.control("POST", "reset", world)
    first = {image.id for _region, image in emu.cloud.accounts[OWNER].images()}
    shared = sum(1 for _region, image in emu.cloud.accounts[OWNER].images() if image.shares)
    assert (len(first), shared) == (10_000, 500)
    emu.control("POST", "reset", world)
    assert {image.id for _region, image in emu.cloud.accounts[OWNER].images()} == first


def test_the_mix_of_a_generated_world_is_weighed(emu: Harness) -> None:
    emu.control(
        "POST", "reset", {"generate": {"images": 40, "mix": {"service": 1, "customer": 1, "plain": 1, "multi": 1}}}
    )
    images = [image for _region, image in emu.cloud.accounts[OWNER].images()]
    assert sum(1 for image in images if image.encrypted) == 30
    assert sum(1 for image in images if len(image.disks) == 2) == 10


def test_settings_of_a_generated_world_are_kept(emu: Harness) -> None:
    emu.control("POST", "reset", {"settings": {"copy_seconds": 1}, "generate": {"images": 1}})
    assert emu.control("GET", "settings")["copy_seconds"] == 1


def test_new_ids_do_not_meet_those_of_an_earlier_run() -> None:
    """A dump holds ids of the same sequence that a fresh process begins."""
    cloud = Cloud()
    load(
        cloud,
        {"accounts": {OWNER: {"regions": {"cn-beijing": {"images": [{"id": Cloud().new_id("m", "cn-beijing")}]}}}}},
    )
    assert cloud.new_id("m", "cn-beijing") not in cloud.accounts[OWNER].region("cn-beijing").images


def test_a_big_dump_can_be_loaded_again(emu: Harness) -> None:
    emu.control("POST", "reset", {"generate": {"images": 2000}})
    world = emu.control("GET", "world")
    assert len(json.dumps(world)) > 1024**2
    emu.control("POST", "reset", world)
    assert emu.control("GET", "world") == world
