# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Names of copies: from a template, made valid for ECS and free in the destination region."""

from __future__ import annotations

import re
from collections.abc import Collection
from string import Formatter

from .._core.image_names import LONGEST, cleaned_name, valid_name
from .._model.errors import InvalidInput
from .._model.image_copy import CopyWanted

FIELDS = ("name", "id", "region", "key", "attempt")
# Stands for the name of a source: a letter that no name has.
ANY_NAME = "\u9fff"


def check_template(option: str, template: str) -> None:
    """Refuse a template that names an unknown field. Raises InvalidInput."""
    try:
        fields = [field for _text, field, _spec, _conversion in Formatter().parse(template) if field is not None]
    except ValueError as error:
        raise InvalidInput(option, template, f"is not a template ({error})", "Write {{ and }} for braces.") from None
    for field in fields:
        if field not in FIELDS:
            known = ", ".join(f"{{{name}}}" for name in FIELDS)
            raise InvalidInput(option, template, f"uses the unknown field {{{field}}}", f"Use {known}.")
    try:
        template.format(**dict.fromkeys(FIELDS, "x") | {"attempt": 1})
    except (ValueError, LookupError) as error:
        raise InvalidInput(option, template, f"cannot be filled in ({error})", "Leave out the format.") from None


def copy_name(template: str, wanted: CopyWanted, attempt: int, taken: Collection[str]) -> str:
    """Return a valid name that no image in `taken` has. Without a clash it depends on the request alone."""
    source = wanted.source
    text = template.format(
        name=source.name or source.image_id,
        id=source.image_id,
        region=wanted.region,
        key=wanted.kms_key_id,
        attempt=attempt,
    )
    # A name that has to be cut may lose the attempt that the template gives it.
    is_named = "{attempt}" in template and len(cleaned_name(text)) <= LONGEST
    suffix = f"-{attempt}" if attempt > 1 and not is_named else ""
    name = valid_name(text, suffix)
    if name in taken:
        suffix = f"-{source.image_id}{suffix}"
        name = valid_name(text, suffix)
    count = 2
    while name in taken:
        name = valid_name(text, f"{suffix}-{count}")
        count += 1
    return name


def expected_names(template: str, wanted: CopyWanted, attempts: int) -> dict[str, int]:
    """Return the names that copies of this request have had or can have, with their attempts."""
    names = {}
    for attempt in range(1, attempts + 1):
        plain = copy_name(template, wanted, attempt, ())
        names[plain] = attempt
        names[copy_name(template, wanted, attempt, (plain,))] = attempt
    return names


def may_be_named(template: str, name: str, *, source_image_id: str, region: str, key: str, attempt: int) -> bool:
    """Return whether a copy can have this name, whatever its source was called."""
    text = template.format(name=ANY_NAME, id=source_image_id, region=region, key=key, attempt=attempt)
    known = re.escape(cleaned_name(text)).replace(ANY_NAME, ".*")
    suffix = f"-{attempt}" if attempt > 1 and "{attempt}" not in template else ""
    pattern = f"(image-)?{known}(-{re.escape(source_image_id)})?{suffix}(-[0-9]+)?"
    return len(name) >= LONGEST or re.fullmatch(pattern, name) is not None
