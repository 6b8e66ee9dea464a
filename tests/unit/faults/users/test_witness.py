# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The witness passes requests on as they are, and looks after each that may change something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulated import control, emulator
from tests.faults.cloud import Cloud, Somebody
from tests.faults.scenario import OWNER, SOMEBODY, Deed, Kind, Pair
from tests.faults.users.witness import Request, Witness, standing

HOME = "cn-beijing"
COPY = {
    "id": "m-copy",
    "copied": True,
    "tags": {"imageops:copy": "x"},
    "origin": {"account": OWNER, "region": HOME, "image": "m-web"},
}
WORLD = {
    "accounts": {
        OWNER: {
            "access_keys": {f"{SOMEBODY}-key": {"secret": f"{SOMEBODY}-secret", "user": SOMEBODY}},
            "users": {SOMEBODY: {"policies": ["AliyunECSFullAccess"]}},
            "regions": {HOME: {"images": [{"id": "m-web"}, COPY]}},
        }
    }
}
UNTAG = Deed(kind=Kind.UNTAG_COPY, pairs=(Pair(image="m-web", region=HOME),), tags=("imageops:copy",))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("cloud")
    with (folder / "log").open("w") as log, emulator(folder, log) as found:
        control(found, "reset", WORLD)
        yield found


def test_a_signed_request_arrives_and_the_state_after_it_is_seen(url: str) -> None:
    seen: list[tuple[str, object]] = []

    def look(action: str) -> None:
        seen.append((action, next(iter(Cloud(url).world()["accounts"][OWNER]["regions"][HOME]["images"]))["id"]))

    witness = Witness(url, look)
    with standing(witness) as through:
        assert Somebody(Cloud(through)).do(HOME, UNTAG) == []
        assert control(through, "health")["status"] == "ok"
    assert [action for action, _state in seen] == ["UntagResources"]
    assert witness.counts() == {"writes": 1}


@pytest.mark.parametrize(
    ("target", "head", "body", "action"),
    [
        ("http://ecs.aliyuncs.com/", [], b"Action=DeleteImage&ImageId=m-1", "DeleteImage"),
        ("http://ecs.aliyuncs.com/?Action=DescribeImages", [], b"", "DescribeImages"),
        (
            "http://ess.aliyuncs.com/",
            [("x-acs-action", "ModifyScalingConfiguration")],
            b"",
            "ModifyScalingConfiguration",
        ),
        ("/_emulator/health", [], b"", ""),
    ],
)
def test_the_action_is_read_wherever_it_stands(
    target: str, head: list[tuple[str, str]], body: bytes, action: str
) -> None:
    assert Request("POST", target, head, body).action == action
