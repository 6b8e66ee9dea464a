# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS image families: DescribeImageFromFamily."""

from __future__ import annotations

from .._client.sdk import ECS
from .._client.session import Session
from .wire import part, text


def image_of_family(session: Session, region: str, family: str) -> str:
    """The image that a family stands for today, empty if it has none. Needs ecs:DescribeImageFromFamily."""
    answer = session.call(ECS, region, "DescribeImageFromFamily", {"RegionId": region, "ImageFamily": family})
    return text(part(answer, "Image"), "ImageId")
