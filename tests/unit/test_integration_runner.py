# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A warning in any task fails an integration target."""

from __future__ import annotations

from tests.integration.run import unexpected_warnings

OUTPUT = """\
TASK [image_info : An image is found] ****
[WARNING]: Emulator: nothing here is real
ok: [testhost]
[WARNING]: The alias x is old and will go away in a release that is far enough
in the future
[DEPRECATION WARNING]: The thing goes. Deprecation warnings can be disabled
[WARNING]: Deprecation warnings can be disabled by setting a variable.
[WARNING]: Emulator: nothing here is real
[WARNING]: again
[WARNING]: again
"""


def test_every_warning_but_the_emulators_counts_once() -> None:
    assert unexpected_warnings(OUTPUT, []) == [
        "[WARNING]: The alias x is old and will go away in a release that is far enough",
        "[DEPRECATION WARNING]: The thing goes. Deprecation warnings can be disabled",
        "[WARNING]: again",
    ]


def test_an_announced_beginning_is_expected_even_where_the_line_is_wrapped() -> None:
    long = "[WARNING]: The alias x is old and will go away in a release that is far enough in the future"
    assert unexpected_warnings(OUTPUT, [long, "[DEPRECATION WARNING]: The thing"]) == ["[WARNING]: again"]


def test_a_short_line_is_not_taken_for_a_wrapped_one() -> None:
    assert unexpected_warnings("[WARNING]: a\n", ["[WARNING]: a very long text"]) == ["[WARNING]: a"]
