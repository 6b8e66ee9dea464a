# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading which images are under a key."""

from __future__ import annotations

from collections.abc import Sequence

from .._api.ecs_images import list_images
from .._api.ecs_snapshots import list_snapshots
from .._client.session import Session
from .._model.key import Key
from .usage import KeyUse, key_use


def read_key_use(session: Session, region: str, keys: Sequence[Key]) -> KeyUse:
    """The account's images on each key. Raises Denied: an answer without some of them would mislead."""
    images = list_images(session, region)
    snapshot_ids = [disk.snapshot_id for image in images for disk in image.disks if disk.snapshot_id]
    return key_use(images, list_snapshots(session, region, snapshot_ids), keys)
