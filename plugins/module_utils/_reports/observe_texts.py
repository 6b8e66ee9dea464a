# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the texts of the page."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from .._model.languages import ENGLISH
from .page_reasons import Translation
from .page_texts import Texts

TEXTS = Path(__file__).parents[3] / "roles" / "report_images" / "files" / "texts"


@cache
def texts_in(language: str = ENGLISH) -> Texts:
    """Return the texts of one of LANGUAGES."""
    reasons = {} if language == ENGLISH else _read(f"reasons.{language}")
    return Texts(language=language, texts=_read(language), reasons=Translation(reasons))


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TEXTS / f"{name}.json").read_text("utf-8"))
    return found
