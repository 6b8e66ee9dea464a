# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Values as people, surveys and YAML write them, turned into typed ones.

`''` and blanks mean "not given", as AWX passes unanswered fields. YAML and core 2.19 turn text into numbers, dates and
truth values; these become text again where only one text can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from .._core.text import split_items, text_dict, text_of, text_or_dict
from .._model.errors import InvalidInput
from .._model.ranges import LONGEST, RANGES
from .checks import check_account, check_item, check_text
from .variable import LISTS, MAPPINGS, Kind, Variable

TRUE = ("true", "yes", "on", "1", "t", "y")
FALSE = ("false", "no", "off", "0", "f", "n")
HIDDEN = "(secret)"
QUOTE = "Quote it; in AWX quote the survey's answer, or use an execution environment with ansible-core 2.16 or 2.18."
PLAIN_LIST = re.compile(r"\[([^\[\]{}\"]*)\]")


def is_given(value: Any) -> bool:
    """Return whether a value is more than a blank, an empty list or an empty mapping."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list | tuple):
        return any(map(is_given, value))
    return value is not None and value != {}


def read_value(variable: Variable, name: str, value: Any) -> Any:
    """Return the typed value of a variable that was given under a name. Raises InvalidInput."""
    try:
        return _read(variable, name, value)
    except InvalidInput:
        if not variable.secret:
            raise
        remedy = f"Give {variable.kind}."
        raise InvalidInput(name, HIDDEN, f"is not {_with_article(variable.kind)}", remedy) from None


def _read(variable: Variable, name: str, value: Any) -> Any:
    kind = variable.kind
    if kind is Kind.BOOL:
        return _truth(name, value)
    if kind is Kind.INT:
        return _number(variable, name, value)
    if kind is Kind.NUMBER:
        return _decimal(variable, name, value)
    if kind in LISTS:
        return _items(variable, name, value)
    if kind in MAPPINGS:
        return _mapping(kind, name, value)
    if kind is Kind.KEYS:
        return _keys(name, value)
    text = exact_text(kind, name, value)
    _check_choice(variable, name, text)
    check_item(kind, name, text)
    return text


def exact_text(kind: Kind, name: str, value: Any) -> str:
    """Return a scalar as the text that was written. Raises InvalidInput where another text may have been meant."""
    if isinstance(value, Mapping | list | tuple):
        what = "mapping" if isinstance(value, Mapping) else "list"
        raise InvalidInput(
            name, value, f"is a {what}, not {_with_article(Kind.TEXT if kind in LISTS else kind)}", "Give one text."
        )
    if isinstance(value, float) or (isinstance(value, datetime) and kind is not Kind.DATE):
        what = "a number" if isinstance(value, float) else "a time"
        raise InvalidInput(name, str(value), f"arrived as {what}, which may have been another text", QUOTE)
    if kind is Kind.KEY and isinstance(value, int):
        raise InvalidInput(name, value, "arrived as a number, which no key is", QUOTE)
    text = value.isoformat() if isinstance(value, date) else text_of(value)
    check_text(name, text)
    return text


def account_text(name: str, value: Any) -> str:
    """Return an account id as text. Raises InvalidInput for a number that lost a zero, and for what is no id."""
    if isinstance(value, int | float | date) and not (isinstance(value, int) and len(str(value)) == 16):
        problem = "arrived as a number that does not have 16 digits; a leading zero may be lost"
        raise InvalidInput(name, str(value), problem, QUOTE)
    text = exact_text(Kind.ACCOUNTS, name, value)
    check_account(name, text)
    return text


def _truth(name: str, value: Any) -> bool:
    text = text_of(value).lower() if not isinstance(value, Mapping | list | tuple) else ""
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise InvalidInput(name, value, "is neither true nor false", "Give true or false.")


def _number(variable: Variable, name: str, value: Any) -> int:
    text = "" if isinstance(value, bool | float | Mapping | list | tuple | date) else text_of(value)
    if not (text.isascii() and text.removeprefix("-").isdigit()) or len(text) > 18:
        raise InvalidInput(name, value, "is not a whole number", "Give a number.")
    number = int(text)
    if number < variable.minimum:
        raise InvalidInput(name, number, "is too small", f"Give at least {variable.minimum}.")
    largest = variable.maximum or RANGES.get(variable.option or variable.short, (0, LONGEST))[1]
    if number > largest:
        raise InvalidInput(name, number, "is too large", f"Give at most {largest}.")
    return number


def _decimal(variable: Variable, name: str, value: Any) -> float:
    text = "" if isinstance(value, bool | Mapping | list | tuple | date) else text_of(value)
    whole, _dot, part = text.partition(".")
    if not (text.isascii() and whole.isdigit() and (part.isdigit() or text == whole)) or len(text) > 18:
        raise InvalidInput(name, value, "is not a number", "Give digits, with a dot before decimals, such as 0.12.")
    if (number := float(text)) > variable.maximum:
        raise InvalidInput(name, value, "is too large", f"Give at most {variable.maximum}.")
    return number


def _items(variable: Variable, name: str, value: Any) -> list[str]:
    if isinstance(value, Mapping):
        raise InvalidInput(name, value, "is a mapping, not a list", "Write a list, or text with commas or lines.")
    # YAML's list without quotes, as people write it after -e. A glob may begin with a bracket.
    if isinstance(value, str) and variable.kind is not Kind.GLOBS and (plain := PLAIN_LIST.fullmatch(value.strip())):
        value = plain[1]
    found = []
    for item in split_items(value, name):
        of_account = variable.kind is Kind.ACCOUNTS or (variable.kind is Kind.OWNERS and not isinstance(item, str))
        text = account_text(name, item) if of_account else exact_text(variable.kind, name, item)
        _check_choice(variable, name, text)
        check_item(variable.kind, name, text)
        found.append(text)
    doubled = next((item for item in found if found.count(item) > 1), None) if variable.kind is Kind.ACCOUNTS else None
    if doubled:
        raise InvalidInput(name, doubled, "is given more than once", "Name each account once.")
    return list(dict.fromkeys(found))


def _mapping(kind: Kind, name: str, value: Any) -> dict[str, Any]:
    found = text_dict(value, name)
    if kind is Kind.TAGS:
        return {_tag(name, key): None if item is None else _tag(name, item) for key, item in found.items()}
    if kind is Kind.MAPPING:
        return {exact_text(kind, name, key): item for key, item in found.items()}
    typed = {account_text(name, key): item for key, item in found.items() if is_given(item)}
    if kind is Kind.ROLES:
        typed = {key: exact_text(Kind.TEXT, name, item) for key, item in typed.items()}
    for item in typed.values():
        check_item(kind, name, item)
    return typed


def _tag(name: str, value: Any) -> str:
    return exact_text(Kind.TEXT, name, value)


def _keys(name: str, value: Any) -> str | dict[str, str]:
    found = text_or_dict(value, name)
    if not isinstance(found, Mapping):
        return _one_key(name, found)
    for region in found:
        check_item(Kind.REGION, name, text_of(region))
    return {text_of(region): _one_key(name, item) for region, item in found.items() if is_given(item)}


def _one_key(name: str, value: Any) -> str:
    key = exact_text(Kind.KEY, name, value)
    check_item(Kind.KEY, name, key)
    return key


def _check_choice(variable: Variable, name: str, text: str) -> None:
    if variable.choices and text not in variable.choices:
        close = get_close_matches(text, variable.choices, n=1)
        meant = f" Did you mean {close[0]}?" if close else ""
        raise InvalidInput(name, text, "is not one of its values", f"Give {', '.join(variable.choices)}.{meant}")


def _with_article(kind: Kind) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
