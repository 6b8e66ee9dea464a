# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write files that no other user reads, that no reader sees half of, and that follow no planted link."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

# The umask takes from these.
FILE_MODE = 0o640
DIRECTORY_MODE = 0o750
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@contextmanager
def opened_folder(path: str, *, within: int | None = None) -> Iterator[int]:
    """Give the descriptor of a directory. Of one that stands `within` another, a link is refused. Raises OSError."""
    descriptor = os.open(path, FOLDER | (0 if within is None else os.O_NOFOLLOW), dir_fd=within)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def replacing(name: str, folder: int) -> Iterator[TextIO]:
    """Give a new file, which takes the place of `name` in the directory when all of it is written. Raises OSError."""
    part = part_name()
    descriptor = os.open(part, NEW_FILE, FILE_MODE, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(part, dir_fd=folder)
        raise


def replace_link(name: str, target: str, folder: int) -> None:
    """Point the link `name` in the directory at `target`; it leads somewhere at every moment. Raises OSError."""
    part = part_name()
    os.symlink(target, part, dir_fd=folder)
    try:
        os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        os.unlink(part, dir_fd=folder)
        raise


def part_name() -> str:
    """Return a name for a file that is being written; it cannot be guessed."""
    return f".{secrets.token_hex(16)}.part"
