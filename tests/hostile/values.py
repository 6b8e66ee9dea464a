# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Values that no option was made for."""

from __future__ import annotations

from random import Random
from typing import Any

LONG = 20_000
DEEP = 400
# What a terminal obeys: C0, C1, the marks of writing direction, a separator. Half a pair is refused by ansible-core.
OBEYED = (
    *(chr(n) for n in (*range(9), *range(11, 32), *range(127, 160))),
    *"\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2069\u2028",
)


def _nested(depth: int) -> Any:
    value: Any = 1
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


TEXTS = (
    "", " ", "\t", "\n", "\u3000", "\u00a0", "\x00", "web\x00", "\x1b[31mred", "\x1b]0;t\x07", "a\u202eb", "\u2066a", "a\x85b", "\x9b2J",
    "\u2028", "a\nb", " m-1", "m-1 ", "m-1\n", "m-1\r", "x" * LONG, "镜" * LONG, "m-" + "9" * LONG, "０", "１２３", "，", "m-1，m-2", "m-1,m-2",
    ",", ",,", "null", "None", "true", "False", "~", "0", "-1", "1e9", "NaN", "0x1f", "١٢", "1_000", "9" * 40, "[]", "{}", '["m-1"]',
    '[null]', '{"a": ', "[" * DEEP + "]" * DEEP, "[" * LONG, "acs:", "acs:ram::1:role/x", "http://x", "https://u:p@x", "aliyun", "alias/",
    "alias/acs/ecs", "../../x", "/", "/proc/self/mem", "/dev/full", "~root", "$HOME", "$(id)", "`id`", "%s%n", "{0}", "{{ 7 * 7 }}", "{name",
    "{name!r}", "{name.__class__}", "cn-beijing", "evil.com#", "cn-beijing.", "cn beijing", "-", "_", ".", "*", "?", "\\", "'", '"', "<b>",
    "\U0001f600" * 40, "e\u0301", "\ufeffx", "2026-02-30", "9999-99-99T00:00Z", "1000000000000001", "20000000000000020000",
)  # fmt: skip
OTHERS: tuple[Any, ...] = (
    0, 1, -1, 1.5, 10**6, 10**30, -(2**63), True, False, [], [None], [""], [" "], [","], [0], [True], [1.5], [[]], [["m-1"]], [{}], [{"a": 1}],
    ["m-1", "m-1"], ["m-1", None], ["x" * LONG], ["a\x00"], ["a\u202e"], ["m-1"] * 2000, {}, {"": ""}, {"a": None}, {"a": []}, {"a": {"b": 1}},
    {"a": True}, {"a": 1.5}, {"acs:x": "y"}, {"a\x00": "b"}, {"a": "b\x9b"}, {"x" * LONG: "y"}, {"a": "y" * LONG}, {"http://a": "https://b"},
    {str(n): "x" for n in range(30)}, _nested(40), _nested(DEEP),
)  # fmt: skip


def hostile(draw: Random) -> Any:
    """A text, or what is none."""
    return draw.choice(TEXTS) if draw.random() < 0.6 else draw.choice(OTHERS)


def hostile_name(draw: Random) -> str:
    """A name as a world may have it: with what terminals obey, spreadsheets compute, and templates expand."""
    parts = [draw.choice((*TEXTS[:24], *OBEYED, "=1+1", "@x", "web", "<script>", "{{ x }}")) for _part in range(3)]
    return "".join(parts)[:128]
