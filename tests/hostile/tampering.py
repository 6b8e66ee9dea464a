# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Files that were edited, cut off, or are something else: a value of JSON is changed, or the bytes are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

from plugins.module_utils._reports.record import sealed
from tests.hostile.values import OTHERS, TEXTS

# So many edits are followed by what makes them look whole again.
SEALED = 0.7
BYTES = 0.15
Place = tuple[str | int, ...]
# What stands for a value, as a hand or a program may write it.
RAW = ("NaN", "-Infinity", "1e400", "9" * 5000, "-0", "1.5", "null", "[[[[]]]]", '"\\ud800"', '{"a": 1, "a": 2}')


def tampered(draw: Random, whole: str, *, seals: bool) -> bytes:
    """Return the text of a file, changed."""
    if draw.random() < BYTES:
        return _bytes(draw, whole)
    data = json.loads(whole)
    for _time in range(draw.choice((1, 1, 1, 2, 3))):
        data = edited(draw, data)
    if seals and isinstance(data, dict) and draw.random() < SEALED:
        data = _resealed(data)
    text = json.dumps(data, ensure_ascii=draw.random() < 0.5)
    return text.encode("utf-8", "surrogatepass")


def tampered_lines(draw: Random, whole: str, *, seals: bool) -> bytes:  # noqa: ARG001
    """Return the text of an INI file, changed: its bytes, or one of its lines."""
    if draw.random() < BYTES:
        return _bytes(draw, whole)
    lines = whole.splitlines()
    place = draw.randrange(len(lines))
    line, odd = lines[place], str(draw.choice((*TEXTS, *RAW)))
    name = line.partition(" = ")[0]
    lines[place : place + 1] = draw.choice(([], [odd], [f"{name} = {odd}"], [line, line], [f"{odd} = x", line]))
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def edited(draw: Random, data: Any) -> Any:
    """Return data of JSON with one value changed, taken away, doubled or put somewhere else."""
    places = list(_places(data))
    place = draw.choice(places)
    change = draw.choice((_replace, _replace, _replace, _retype, _drop, _double, _rename))
    copied = deepcopy(data)
    if not place:
        return draw.choice(OTHERS)
    holder = copied
    for step in place[:-1]:
        holder = holder[step]
    change(draw, holder, place[-1])
    return copied


def _resealed(data: dict[str, Any]) -> dict[str, Any]:
    try:
        return sealed(data)
    except (RecursionError, ValueError):
        return data


def _places(value: Any, above: Place = ()) -> Iterator[Place]:
    yield above
    items: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(value, dict):
        items = iter(value.items())
    elif isinstance(value, list):
        items = iter(enumerate(value))
    for key, part in items:
        yield from _places(part, (*above, key))


def _replace(draw: Random, holder: Any, key: Any) -> None:
    holder[key] = deepcopy(draw.choice((*OTHERS, *TEXTS)))


def _retype(draw: Random, holder: Any, key: Any) -> None:
    """The same in another type."""
    value = holder[key]
    kinds: tuple[Callable[[Any], Any], ...] = (str, lambda item: [item], lambda item: {"a": item}, bool, repr)
    holder[key] = draw.choice(kinds)(value)


def _drop(_draw: Random, holder: Any, key: Any) -> None:
    del holder[key]


def _double(draw: Random, holder: Any, key: Any) -> None:
    if isinstance(holder, list):
        holder.insert(draw.randrange(len(holder) + 1), deepcopy(holder[key]))
    else:
        holder[f"{key}{draw.choice(('', ' ', '2'))}"] = deepcopy(holder[key])


def _rename(draw: Random, holder: Any, key: Any) -> None:
    if isinstance(holder, dict):
        holder[str(draw.choice(TEXTS))] = holder.pop(key)
    else:
        holder.append(holder.pop(key))


def _bytes(draw: Random, whole: str) -> bytes:
    """What is no longer JSON, or JSON that no program writes."""
    text = whole.encode()
    place = draw.randrange(len(text))
    value = draw.choice(RAW).encode()
    kinds: tuple[Callable[[], bytes], ...] = (
        lambda: b"",
        lambda: text[:place],
        lambda: text[:place] + bytes([draw.randrange(256)]) + text[place + 1 :],
        lambda: text[:place] + draw.choice((b"\x00", b"\xff\xfe", b"\x1b[31m", b"}", b'"')) + text[place:],
        lambda: b"\xef\xbb\xbf" + text,
        lambda: text.decode().encode("utf-16"),
        lambda: text + text,
        lambda: b"[" * 100_000,
        lambda: b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        lambda: value,
        lambda: text.replace(b": ", b": " + value + b" , ", 1),
        lambda: text.replace(b"1", value, 1),
        lambda: draw.randbytes(200),
    )
    return draw.choice(kinds)()
