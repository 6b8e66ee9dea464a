# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is read from the tools of `make test-importer` and `make sanity-matrix`."""

from __future__ import annotations

import pytest

from tests.importer import unexplained
from tests.sanity_matrix import before

OUTPUT = """\
Importing with galaxy-importer 0.4.44
WARNING: a file is odd
ERROR: a file is wrong
WARNING: a file is odd
Importer processing completed successfully
"""


def test_errors_and_warnings_of_the_importer_count_once() -> None:
    assert unexplained(OUTPUT) == ["WARNING: a file is odd", "ERROR: a file is wrong"]


def test_an_explained_warning_does_not_count_and_an_error_always_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.importer.QUIRKS", {"a file": "it reads files of other collections"})

    assert unexplained(OUTPUT) == ["ERROR: a file is wrong"]


def test_the_core_before_the_newest_is_the_one_of_the_last_minor_version() -> None:
    assert before("ansible [core 2.21.5]") == "==2.20.*"


def test_a_core_without_a_version_is_an_error() -> None:
    with pytest.raises(ValueError, match="no version in 'ansible'"):
        before("ansible")
