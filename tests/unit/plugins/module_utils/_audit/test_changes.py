# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an audit says about the one before it."""

from __future__ import annotations

from plugins.module_utils._audit.changes import LISTED_AT_MOST, change_lines, changes, limited, states


def image(image_id: str, verdict: str = "shareable", *shared_with: str) -> dict[str, object]:
    return {
        "image_id": image_id,
        "name": image_id,
        "region": "cn-beijing",
        "verdict": verdict,
        "encryption": "customer_key",
        "shared_with": shared_with,
        "disks": [],
        "reasons": [],
    }


def test_new_gone_and_changed_images_are_told_apart() -> None:
    before = states([image("m-1"), image("m-2"), image("m-3"), image("m-4", "shareable", "1", "2")])
    now = states([image("m-1"), image("m-2", "blocked"), image("m-4", "shareable", "2", "1"), image("m-5")])
    found = changes(before, now)

    assert found == {"new": ["m-5"], "gone": ["m-3"], "changed": ["m-2"]}
    assert change_lines(found, "awx-7") == [
        "new      1 since awx-7: m-5",
        "gone     1 since awx-7: m-3",
        "changed  1 since awx-7: m-2",
    ]


def test_many_ids_are_counted_and_only_some_are_named() -> None:
    found = changes({}, states(image(f"m-{number:03}") for number in range(200)))

    assert change_lines(found, "awx-7") == ["new      200 since awx-7: m-000, m-001, m-002, m-003, m-004 and 195 more"]
    assert len(limited(found)["new"]) == LISTED_AT_MOST


def test_no_change_is_said() -> None:
    same = states([image("m-1")])

    assert change_lines(changes(same, same), "awx-7") == ["no image is new, gone or changed since awx-7"]
