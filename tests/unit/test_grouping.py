# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The page of a module has its connection options apart from its own."""

from __future__ import annotations

from pathlib import Path

from docs.grouping import connection_options, group_pages, grouped

ROW = """  * - .. raw:: html

        <div class="ansibleOptionAnchor" id="parameter-{}"></div>

      **{}**

    - Words.

"""
HEAD = "\n.. list-table::\n  :header-rows: 1\n\n  * - Parameter\n    - Comments\n\n"


def page_of(*names: str, title: str = "Parameters", words: str = "") -> str:
    rows = "".join(ROW.format(name, name.rpartition("/")[2]) for name in names)
    return f"{title}\n{'-' * len(title)}\n{words}{HEAD}{rows}"


def test_connection_options_come_after_the_modules_own_in_a_table_with_a_title() -> None:
    page = f"Synopsis\n\n{page_of('copies', 'copies/image_id', 'profile', 'wait')}.. Attributes\n\nSee also\n"
    better = grouped(page, {"profile"})
    own, apart = better.split("Connection parameters\n")

    assert own == f"Synopsis\n\n{page_of('copies', 'copies/image_id', 'wait')}"
    assert "parameter-profile" in apart
    assert HEAD in apart
    assert apart.endswith("    - Words.\n\n.. Attributes\n\nSee also\n")


def test_a_module_with_connection_options_alone_has_one_table() -> None:
    better = grouped(f"{page_of('profile')}.. Attributes\n", {"profile"})

    assert better.startswith("Connection parameters\n")
    assert "\nParameters\n" not in better


def test_a_page_without_connection_options_does_not_change() -> None:
    page = f"{page_of('wait')}.. Attributes\n"

    assert grouped(page, {"profile"}) == page


def test_all_pages_of_a_folder_are_grouped(tmp_path: Path) -> None:
    (tmp_path / "a.rst").write_text(f"{page_of('wait', 'region')}.. Attributes\n")
    (tmp_path / "b.rst").write_text("No options.\n")

    assert group_pages(tmp_path) == 1
    assert {"region", "profile", "emulator_url"} <= connection_options()
