# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers that look like the cloud's and are the same in every run: a counter sent through a hash."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Ids:
    """A source of identifiers; two sources with one seed give the same sequence."""

    seed: str = "emulator"
    count: int = 0

    def _digest(self, kind: str) -> bytes:
        self.count += 1
        return hashlib.sha256(f"{self.seed}/{kind}/{self.count}".encode()).digest()

    def resource(self, prefix: str, region_code: str) -> str:
        """An id such as `m-2ze...`: prefix, the region's three letters, 17 characters."""
        return f"{prefix}-{region_code}{_base36(self._digest(prefix), 17)}"

    def request(self) -> str:
        """A request id: a UUID in capitals."""
        return str(uuid.UUID(bytes=self._digest("request")[:16], version=4)).upper()

    def key(self) -> str:
        """A KMS key id in the older form, a UUID."""
        return str(uuid.UUID(bytes=self._digest("key")[:16], version=4))

    def number(self, kind: str, digits: int = 18) -> str:
        """A numeric id, never starting with 0."""
        text = str(int.from_bytes(self._digest(kind), "big"))
        return ("1" if text[0] == "0" else text[0]) + text[1:digits]

    def word(self, kind: str, length: int) -> str:
        """Letters and digits, for names of sessions, tokens and their keys."""
        text = ""
        while len(text) < length:
            text += self._digest(kind).hex()
        return text[:length]


def _base36(digest: bytes, length: int) -> str:
    number = int.from_bytes(digest, "big")
    letters = []
    for _position in range(length):
        number, rest = divmod(number, 36)
        letters.append(_ALPHABET[rest])
    return "".join(letters)
