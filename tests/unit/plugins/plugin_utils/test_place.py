# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether a record outlives the container of a job."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.plugin_utils._steps import place
from plugins.plugin_utils._steps.place import mount_of, place_lines


def test_nothing_is_said_outside_of_awx(tmp_path: Path) -> None:
    assert place_lines("", is_in_awx=False) == []
    assert place_lines(str(tmp_path), is_in_awx=False) == []


def test_a_job_without_a_place_for_its_record_says_so() -> None:
    (said,) = place_lines("", is_in_awx=True)

    assert "images_report_dir is not given" in said


def test_a_place_that_ends_with_the_job_is_told_from_one_that_is_mounted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount = mount_of(tmp_path)
    monkeypatch.setattr(place, "OF_THE_JOB", (mount,))
    assert "ends with it" in place_lines(str(tmp_path), is_in_awx=True)[0]
    monkeypatch.setattr(place, "OF_THE_JOB", ("/elsewhere",))
    assert place_lines(str(tmp_path), is_in_awx=True) == []


def test_the_mount_of_a_path_that_is_not_there_yet_is_that_of_its_parent() -> None:
    assert mount_of(Path("/proc/nothing/there")) == "/proc"
    assert mount_of(Path("/")) == "/"
