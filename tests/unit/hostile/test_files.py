# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whole files are read, and every wrong way to refuse a file is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.module_utils._model.errors import CredentialsError
from plugins.plugin_utils._steps.failures import StepFailed
from tests.faults.worlds import draw_from
from tests.hostile.files import broken, play_file, whole_files
from tests.hostile.options import SECRET
from tests.hostile.readers import Kind, kinds
from tests.hostile.tampering import tampered, tampered_lines

KINDS = kinds()


def found(read: Callable[[Path], object], **more: bool) -> list[str]:
    """What is wrong with a reader."""
    return list(broken(Kind(whole="{}", place="a.json", read=read, **more), Path("/r/a.json")))


def refusing(error: Exception) -> Callable[[Path], object]:
    """A reader that refuses everything."""

    def read(_path: Path) -> object:
        raise error

    return read


def test_every_kind_of_file_is_read_as_it_is(tmp_path: Path) -> None:
    assert list(whole_files(tmp_path)) == []


def test_a_refusal_with_the_path_breaks_nothing() -> None:
    assert found(refusing(StepFailed("/r/a.json is broken. Restore it."))) == []
    assert found(lambda _path: None) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StepFailed("it is broken"), "the path is not named"),
        (StepFailed(" "), "without a word"),
        (StepFailed("/r/a.json has \x1b[31m"), "U+001B"),
        (StepFailed("/r/a.json " + "x" * 5000), "5010 characters"),
        (CredentialsError(f"/r/a.json has {SECRET}"), "is shown"),
        (KeyError("verdict"), "it breaks: KeyError"),
        (RecursionError(), "it breaks: RecursionError"),
    ],
)
def test_a_wrong_refusal_is_seen(error: Exception, words: str) -> None:
    assert any(words in text for text in found(refusing(error)))


def test_a_seed_tampers_always_in_the_same_way() -> None:
    for kind in KINDS.values():
        change = tampered_lines if kind.is_ini else tampered
        texts = {seed: change(draw_from(seed), kind.whole, seals=kind.seals) for seed in range(5)}
        assert texts == {seed: change(draw_from(seed), kind.whole, seals=kind.seals) for seed in texts}
        assert len({kind.whole.encode(), *texts.values()}) > 3


def test_seeds_come_to_every_kind(tmp_path: Path) -> None:
    known = sorted(KINDS.items())
    labels = [play_file(seed, tmp_path, known)[0] for seed in range(120)]
    assert {name for name in KINDS if any(label.startswith(f"{name} b") for label in labels)} == set(KINDS)
