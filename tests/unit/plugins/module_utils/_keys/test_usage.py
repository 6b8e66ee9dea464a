# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images need which key."""

from __future__ import annotations

import pytest

from plugins.module_utils._keys.usage import brief, key_result, key_use
from plugins.module_utils._model.image import Image
from plugins.module_utils._model.key import Key

from ..support import CONSUMER, HOME, KEY, OWNER, disk, image, key, snapshot

SERVICE = key(key_id="key-ecs", creator="Ecs", instance_id="", aliases=("alias/acs/ecs",))
THEIRS = f"acs:kms:{HOME}:{CONSUMER}:key/key-theirs"


def on(name: str, *snapshot_ids: str) -> Image:
    return image(image_id=f"m-{name}", name=name, disks=tuple(disk(snapshot_id=item) for item in snapshot_ids))


@pytest.mark.parametrize(
    ("named", "keys", "key_id"),
    [
        pytest.param(KEY, [key()], KEY, id="its id"),
        pytest.param(f"acs:kms:{HOME}:{OWNER}:key/{KEY}", [key()], KEY, id="its ARN"),
        pytest.param(THEIRS, [], THEIRS, id="another account's"),
        pytest.param("", [SERVICE], "key-ecs", id="the service key, not named"),
        pytest.param("alias/acs/ecs", [SERVICE], "key-ecs", id="the service key by its alias"),
        pytest.param("key-ecs", [SERVICE], "key-ecs", id="the service key by its id"),
    ],
)
def test_an_image_stands_under_its_key_however_that_is_named(named: str, keys: list[Key], key_id: str) -> None:
    use = key_use([on("web", "s-1")], {"s-1": snapshot(named)}, keys)

    assert {name: [item.name for item in images] for name, images in use.by_key.items()} == {key_id: ["web"]}
    assert use.unknown == ()


def test_an_image_on_two_keys_stands_under_both_and_a_plain_one_under_none() -> None:
    snapshots = {
        "s-1": snapshot(KEY),
        "s-2": snapshot("key-2", snapshot_id="s-2"),
        "s-3": snapshot(encrypted=False, snapshot_id="s-3"),
    }
    use = key_use([on("web", "s-1", "s-2"), on("db", "s-1", "s-1"), on("plain", "s-3")], snapshots, [])

    assert {name: [item.name for item in images] for name, images in use.by_key.items()} == {
        KEY: ["db", "web"],
        "key-2": ["web"],
    }


def test_an_image_with_a_snapshot_that_is_not_seen_may_need_any_key() -> None:
    use = key_use([on("web", "s-1", "s-gone"), on("new")], {"s-1": snapshot(KEY)}, [key()])

    assert [item.name for item in use.by_key[KEY]] == ["web"]
    assert [item.name for item in use.unknown] == ["new", "web"]


@pytest.mark.parametrize(
    ("account", "key_type"),
    [
        pytest.param("", "customer", id="nobody asked"),
        pytest.param(OWNER, "customer", id="own"),
        pytest.param(CONSUMER, "foreign", id="another account's"),
    ],
)
def test_another_accounts_key_is_foreign(account: str, key_type: str) -> None:
    assert key_result(key(), account, None)["key_type"] == key_type


def test_images_are_listed_only_on_request() -> None:
    use = key_use([on("web", "s-1")], {"s-1": snapshot(KEY)}, [key()])

    assert "images" not in key_result(key(), "", None)
    assert key_result(key(), "", use)["images"] == [{"image_id": "m-web", "name": "web", "status": "Available"}]
    assert key_result(key(key_id="key-2"), "", use)["images"] == []
    assert brief(on("web", "s-1")) == {"image_id": "m-web", "name": "web", "status": "Available"}


def test_images_under_another_accounts_key_are_found_by_its_arn() -> None:
    use = key_use([on("web", "s-1")], {"s-1": snapshot(THEIRS)}, [])
    theirs = key(key_id="key-theirs", arn=THEIRS)

    assert [item["image_id"] for item in key_result(theirs, OWNER, use)["images"]] == ["m-web"]
