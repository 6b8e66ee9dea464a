# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The emulated cloud from outside: its control paths, and somebody else who works in the owner's account."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi.models import Config
from alibabacloud_tea_openapi.utils import Utils
from alibabacloud_tea_openapi.utils_models import OpenApiRequest, Params
from darabonba.exceptions import ResponseException
from darabonba.runtime import RuntimeOptions
from Tea.exceptions import UnretryableException

from tests.emulated import control
from tests.faults.scenario import OWNER, SOMEBODY, Deed, Kind, Pair, World

VERSION = "2014-05-26"
ALIVE = ("Available", "Creating", "Waiting")
# What somebody does only to copies of these.
STATUSES = {
    Kind.DELETE_COPY: ("Available",),
    Kind.FORGE_TAGS: ("Available",),
    Kind.CANCEL_COPY: ("Creating", "Waiting"),
}

Image = Mapping[str, Any]


def images_of(world: World, region: str = "") -> Iterator[tuple[str, Image]]:
    """The owner's images with their regions."""
    for name, facts in world["accounts"][OWNER]["regions"].items():
        if region in ("", name):
            for image in facts["images"]:
                yield name, image


def copies_of(world: World, home: str, pair: Pair) -> list[Image]:
    """All images of the pair's region that were copied from its source, whatever their tags say."""
    origin = {"account": OWNER, "region": home, "image": pair.image}
    return [image for _region, image in images_of(world, pair.region) if image.get("origin") == origin]


@dataclass(frozen=True, slots=True)
class Cloud:
    """A running emulator."""

    url: str

    def ask(self, path: str, body: Mapping[str, Any] | None = None, method: str = "") -> Any:
        """One control request: GET, or POST with a body, unless a method is given."""
        return control(self.url, path, body, method)

    def world(self) -> dict[str, Any]:
        """All state."""
        state: dict[str, Any] = self.ask("world")
        return state

    def requests(self, since: int = 0) -> list[dict[str, Any]]:
        """The log from that request on."""
        found: list[dict[str, Any]] = self.ask(f"requests?since={since}")["requests"]
        return found

    def set(self, **settings: Any) -> None:
        """Change settings."""
        self.ask("settings", settings)

    def pass_time(self, seconds: float) -> None:
        """Its clock jumps ahead."""
        self.ask("clock", {"advance": seconds})

    def forget_faults(self) -> None:
        """Nothing planned happens any more."""
        self.ask("faults", method="DELETE")

    def counts(self) -> tuple[dict[str, int], int]:
        """How often each action was asked for, and the number of the next request."""
        answer = self.ask(f"requests?since={10**9}")
        return answer["counts"], answer["next"]


@dataclass(frozen=True, slots=True)
class Somebody:
    """Another user of the owner's account, with the vendor's SDK. Leaves the images in `spared` alone."""

    cloud: Cloud
    spared: frozenset[str] = frozenset()

    def do(self, home: str, deed: Deed) -> list[str] | None:
        """Do it to the first copy it can be done to: what became unusable (image, then snapshots), None if nothing."""
        statuses = STATUSES.get(deed.kind, ALIVE)
        world = self.cloud.world()
        copies = [(pair.region, image) for pair in deed.pairs for image in copies_of(world, home, pair)]
        for region, image in copies:
            if image["id"] in self.spared or image["status"] not in statuses:
                continue
            if deed.kind in (Kind.UNTAG_COPY, Kind.FORGE_TAGS) and not _tags(deed, image):
                continue
            # It may have ended meanwhile or be in use by another call; a fault planned for the run may come here, too.
            with contextlib.suppress(ResponseException, UnretryableException):
                self._do(deed, region, image)
            return self._done(deed, image)
        return None

    def _done(self, deed: Deed, image: Image) -> list[str] | None:
        """What has really come of it, whatever the answers were."""
        now = next((item for _region, item in images_of(self.cloud.world()) if item["id"] == image["id"]), None)
        if deed.kind is Kind.UNTAG_COPY:
            return [] if now and not _tags(deed, now) else None
        if deed.kind is Kind.FORGE_TAGS:
            return [] if now and all(now["tags"].get(name) == deed.forged for name in _tags(deed, image)) else None
        return None if now else [image["id"], *(disk["snapshot"] for disk in image["disks"])]

    def _do(self, deed: Deed, region: str, image: Image) -> None:
        image_id = image["id"]
        snapshots = [disk["snapshot"] for disk in image["disks"]]
        if deed.kind is Kind.UNTAG_COPY:
            names = _tags(deed, image)
            self._call(region, "UntagResources", ResourceType="image", ResourceId=[image_id], TagKey=names)
            return
        if deed.kind is Kind.FORGE_TAGS:
            tags = [{"Key": name, "Value": deed.forged} for name in _tags(deed, image)]
            self._call(region, "TagResources", ResourceType="image", ResourceId=[image_id], Tag=tags)
            return
        if deed.kind is Kind.CANCEL_COPY:
            self._call(region, "CancelCopyImage", ImageId=image_id)
            return
        if image["shared_with"]:
            self._call(region, "ModifyImageSharePermission", ImageId=image_id, RemoveAccount=image["shared_with"])
        self._call(region, "DeleteImage", ImageId=image_id)
        for snapshot in snapshots if deed.with_snapshots else ():
            self._call(region, "DeleteSnapshot", SnapshotId=snapshot)

    def _call(self, region: str, action: str, **parameters: Any) -> None:
        config = Config(
            access_key_id=f"{SOMEBODY}-key",
            access_key_secret=f"{SOMEBODY}-secret",
            protocol="http",
            http_proxy=self.cloud.url,
            endpoint=f"ecs.{region}.aliyuncs.com",
        )
        params = Params(
            action=action,
            version=VERSION,
            protocol="HTTP",
            pathname="/",
            method="POST",
            auth_type="AK",
            style="RPC",
            req_body_type="formData",
            body_type="json",
        )
        query = Utils.query({"RegionId": region, **parameters})
        Client(config).call_api(params, OpenApiRequest(query=query), RuntimeOptions())


def _tags(deed: Deed, image: Image) -> list[str]:
    return [name for name in deed.tags if name in image["tags"]]
