# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading the tag `imageops:copy`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .image_copy import TAG_COPY, CopyTag

FORM = re.compile(r"([0-9]+)/([^/>]+)>([^/>]+)/([^/]+)/([0-9]+)")


def read_copy_tag(tags: Mapping[str, str]) -> CopyTag | None:
    """What the tag says, or None if it is missing or not as this collection writes it."""
    found = FORM.fullmatch(tags.get(TAG_COPY, ""))
    if not found:
        return None
    account_id, source_region, region, kms_key_id, attempt = found.groups()
    tag = CopyTag(
        account_id=account_id,
        source_region=source_region,
        region=region,
        kms_key_id=kms_key_id,
        attempt=int(attempt),
    )
    return tag if tag.value == tags[TAG_COPY] else None
