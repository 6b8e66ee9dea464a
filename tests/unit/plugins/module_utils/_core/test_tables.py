# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tables are aligned, safe to print and never wider than a screen."""

from __future__ import annotations

import pytest

from plugins.module_utils._core.tables import ELLIPSIS, ROWS, WIDTH, display_width, printable, shortened, table_lines


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("web", "web"),
        ("", "-"),
        (None, "-"),
        ([], "-"),
        (["a", 2], "a, 2"),
        (0, "0"),
        (False, "False"),
        ("镜像 é", "镜像 é"),
        ("a\nb\tc", "a\\x0ab\\x09c"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200bb\u2028c", "a\\u200bb\\u2028c"),
        ("\x9bA\U000e0001", "\\x9bA\\U000e0001"),
    ],
)
def test_control_characters_are_shown_and_not_sent(value: object, shown: str) -> None:
    assert printable(value) == shown


@pytest.mark.parametrize(
    ("text", "width"),
    [("web", 3), ("镜像", 4), ("\uff57\uff45\uff42", 6), ("ｳｪﾌﾞ", 4), ("e\u0301", 1), ("한국", 4), ("é", 1), ("", 0)],
)
def test_a_text_takes_as_many_columns_as_a_terminal_gives_it(text: str, width: int) -> None:
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "width", "kept"),
    [
        ("image", 5, "image"),
        ("images", 5, f"imag{ELLIPSIS}"),
        ("ab cdef", 4, f"ab{ELLIPSIS}"),
        ("镜像镜像", 7, f"镜像镜{ELLIPSIS}"),
        ("镜像镜像", 6, f"镜像{ELLIPSIS}"),
        ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"),
    ],
)
def test_what_is_cut_off_is_an_ellipsis(text: str, width: int, kept: str) -> None:
    assert shortened(text, width) == kept
    assert display_width(kept) <= width


def test_columns_stand_below_each_other_whatever_the_script() -> None:
    lines = table_lines(("image", "id"), [["web", "m-1"], ["镜像", "m-2"], ["e\u0301", "m-3"]])
    assert lines[0] == "image  id"
    assert {display_width(line[: line.index("m-")]) for line in lines[1:]} == {7}


def test_a_table_without_rows_has_no_lines() -> None:
    assert table_lines(("image",), []) == []


def test_columns_in_which_no_row_has_anything_are_left_out() -> None:
    assert table_lines(("image", "family", "id"), [["a", "", "m-1"], ["b", None, "m-2"]]) == [
        "image  id",
        "a      m-1",
        "b      m-2",
    ]


@pytest.mark.parametrize("fill", ["x", "镜", "e\u0301"])
def test_no_line_is_wider_than_the_screen(fill: str) -> None:
    rows = [[fill * 90, fill * 5, "m-2ze0000000000000web1", fill * 200]]
    lines = table_lines(("image", "in", "id", "why"), rows, whole=("id",))
    assert max(map(display_width, lines)) <= WIDTH
    assert "m-2ze0000000000000web1" in lines[1]
    assert ELLIPSIS in lines[1]


def test_ids_are_shortened_only_if_nothing_else_is_left() -> None:
    lines = table_lines(("id", "other"), [["m-" + "x" * 40, "y" * 40]], whole=("id",), width=30)
    assert max(map(display_width, lines)) <= 30
    assert lines[1].endswith(f"  {'y' * 7}{ELLIPSIS}")


def test_forty_rows_are_shown_and_the_others_counted() -> None:
    rows = [[f"image-{number}"] for number in range(ROWS + 2)]
    lines = table_lines(("image",), rows)
    assert len(lines) == 1 + ROWS + 1
    assert lines[-1] == "and 2 more"
    assert table_lines(("image",), rows[:ROWS])[-1] == f"image-{ROWS - 1}"
    assert len(table_lines(("image",), rows, limit=0)) == 1 + len(rows)


def test_rows_that_are_not_shown_are_never_made_into_cells() -> None:
    class Unseen:
        def __str__(self) -> str:
            raise AssertionError

    assert table_lines(("image",), [["a"], [Unseen()]], limit=1) == ["image", "a", "and 1 more"]
