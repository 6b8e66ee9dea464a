# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Files that people keep are tampered with and read again: each is read, or refused in one sentence with its path."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from types import FrameType

from plugins.module_utils._model.errors import CredentialsError, InvalidInput
from plugins.plugin_utils._steps.failures import StepFailed
from tests.hostile.options import SECRET, TOKEN
from tests.hostile.readers import Kind, kinds
from tests.hostile.tampering import tampered, tampered_lines
from tests.hostile.values import OBEYED

HANG_SECONDS = 20
# A value of the file is shortened in a message.
LONGEST = 2000
REFUSALS = (InvalidInput, StepFailed, CredentialsError)


class Hangs(Exception):
    """A reader takes too long."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Hangs


def play_file(seed: int, folder: Path, known: Sequence[tuple[str, Kind]]) -> tuple[str, list[str]]:
    """Tamper with one file and read it: what it is, and what is wrong with how it was read."""
    draw = Random(f"files/{seed}")
    name, kind = draw.choice(known)
    home = folder / "files"
    shutil.rmtree(home, ignore_errors=True)
    path = home / kind.place
    path.parent.mkdir(parents=True)
    content = (tampered_lines if kind.is_ini else tampered)(draw, kind.whole, seals=kind.seals)
    path.write_bytes(content)
    return f"{name} {content[:80]!r}", list(broken(kind, path))


def broken(kind: Kind, path: Path) -> Iterator[str]:
    """Every rule that reading a file breaks."""
    before = signal.signal(signal.SIGALRM, _stop)
    signal.alarm(HANG_SECONDS)
    try:
        kind.read(path)
    except REFUSALS as refusal:
        yield from _wrong_words(kind, path, str(refusal))
    except Hangs:
        yield "it hangs"
    except Exception as error:  # noqa: BLE001
        yield f"it breaks: {type(error).__name__}: {str(error)[:300]}"
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _wrong_words(kind: Kind, path: Path, words: str) -> Iterator[str]:
    if not words.strip():
        yield "it is refused without a word"
    # A plan that was made with other values is refused by the name of the variable.
    if kind.names_path and str(path) not in words and not words.startswith("images_"):
        yield f"the path is not named: {words[:300]}"
    if len(words) > LONGEST:
        yield f"it is refused with {len(words)} characters"
    if found := sorted(f"U+{ord(char):04X}" for char in (*OBEYED, "\n") if char in words):
        yield f"the message has {', '.join(found)} in it"
    yield from (f"the secret {secret[:9]}... is shown" for secret in (SECRET, TOKEN) if secret in words)


def whole_files(folder: Path) -> Iterator[str]:
    """Give each kind whose file is refused as it is."""
    for name, kind in kinds().items():
        path = folder / "whole" / kind.place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(kind.whole, "utf-8")
        try:
            kind.read(path)
        except REFUSALS as refusal:
            yield f"{name}: {refusal}"
