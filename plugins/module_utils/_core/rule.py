# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One line of the table of reasons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from .._model.image import Verdict

NOTE = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What a reason says. Texts have gaps like `{key}`, which `reason` fills.

    `verdict` is what this reason alone leads to; None is a note that changes nothing. `cause` is the guide's text where
    the message does not read by itself. `is_of_image`: the message goes on after an image's id, as in "m-1 is ...";
    others are clauses of their own. `code` is the public code of a line that words it for another situation; such a
    line is found by its own name in the table and explained under the code.
    """

    verdict: Verdict | None
    message: str
    remedy: str
    cause: str = ""
    code: str = ""
    is_of_image: bool = False


# A rule whose message says something of an image.
of_image = partial(Rule, is_of_image=True)
