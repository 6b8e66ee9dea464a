# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A wanted copy of an image, and how far it is."""

from __future__ import annotations

import pytest

from plugins.module_utils._model.image_copy import Copy, CopyAction, CopyState

from ..support import AWAY, HOME, OWNER, copy_of, image, wanted


def test_the_tag_says_who_copied_what_where_under_which_key_at_which_attempt() -> None:
    assert wanted(region=AWAY, key_id="key-sh").tag_value(2) == f"{OWNER}/{HOME}>{AWAY}/key-sh/2"


@pytest.mark.parametrize(("name", "label"), [("web", "web (m-1) to cn-beijing"), ("", "m-1 to cn-beijing")])
def test_a_copy_is_called_by_its_source_and_destination(name: str, label: str) -> None:
    assert wanted(image(name=name)).label == label


@pytest.mark.parametrize("state", CopyState)
def test_only_what_the_cloud_works_on_is_pending(state: CopyState) -> None:
    copy = Copy(wanted=wanted(), state=state, action=CopyAction.NONE)

    assert copy.is_pending is (state in (CopyState.COPYING, CopyState.QUEUED))


def test_the_result_of_a_copy_that_was_seen() -> None:
    want = wanted(image(size_gib=40), region=AWAY)
    seen = copy_of(want, progress=62, name="web-1-cmk", size_gib=0)
    copy = Copy(wanted=want, state=CopyState.COPYING, action=CopyAction.ADOPTED, image_id="m-copy-1", image=seen)

    assert copy.to_result() == {
        "source_image_id": "m-1",
        "source_region": HOME,
        "name": "web-1-cmk",
        "size_gib": 40,
        "image_id": "m-copy-1",
        "wanted_state": "present",
        "region": AWAY,
        "kms_key_id": want.kms_key_id,
        "state": "copying",
        "action": "adopted",
        "limit_seconds": 6000,
        "progress": 62,
        "reasons": [],
    }


def test_the_result_of_a_planned_copy_has_the_same_keys() -> None:
    planned = Copy(wanted=wanted(), state=CopyState.PLANNED, action=CopyAction.NONE, name="web-1-cmk").to_result()
    seen = Copy(wanted=wanted(), state=CopyState.COPYING, action=CopyAction.NONE, image=image()).to_result()

    assert set(planned) == set(seen)
    assert (planned["image_id"], planned["name"], planned["progress"]) == (None, "web-1-cmk", 0)
