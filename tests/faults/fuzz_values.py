# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Values for random calls: ids that exist, numbers at their bounds, and what no parser likes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

NONSENSE = (
    "", " ", "0", "-1", "abc", "NaN", "Infinity", "1e999", "9" * 19, "9" * 4400, "١٢", "²", "1_0", "true", "null",
    "\x00", "\x01\x0b", "�", "\U0001f600", "a" * 70, "*" * 300, "*a" * 200 + "!", "?", "[", "(", "\\", "%", "&=",
    "<a>&amp;", "]]>", "../..", "acs:ram::1:role/x", "acs:ram::*:*", "alias/", "acs:", "http://x", ",", "m-1,m-2",
    "2026-11-30T00:00Z", "2026-13-45T99:99Z", "2026-11-30T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "٢٠٢٦-11-30T00:00Z", "10%", "-5%", "٣%", "d", "-1d", "7d", "9999999d", "Concurrency", "Batch",
)  # fmt: skip
DEEP = ("[" * 1100 + "]" * 1100, '{"a":' * 1100 + "1" + "}" * 1100, "[" * 90 + "]" * 90, "[" * 20_000)
SPECIAL = (
    '"\\ud800"',
    '{"\\udfff": 1}',
    "NaN",
    "[Infinity]",
    "1e400",
    "9" * 5000,
    "[null]",
    "[[]]",
    "[{}]",
    "{}",
    "[]",
)
KEYS = (
    "Version", "Statement", "Effect", "Action", "Resource", "Principal", "Condition", "RAM", "Service", "Key", "Values",
    "TagKey", "TagValue", "Type", "RegionId", "regionId", "targets", "rateControl", "ResourceIds", "Parameters", "Mode",
    "MaxErrors", "OOSAssumeRole", "FormatVersion", "Tasks", "Filters", "IpAddress", "acs:SourceIp", "DateLessThan",
    "acs:CurrentTime", "StringLike", "sts:ExternalId", "kms:*", "images", "regions", "id", "disks", "seed", "sharees",
)  # fmt: skip
LEAVES: tuple[Any, ...] = (
    "1", "Allow", "*", "sts:AssumeRole", "ecs:*", "acs:ecs:*:*:*", "acs:ram::1000000000000001:root", "cn-beijing",
    "All", "KeyState", "ResourceIds", "x", "", 0, -1, 1, 10**18, 1.5, True, False, None, "10.0.0.0/99", "2026",
)  # fmt: skip
POLICIES = (
    {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]},
    {"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs.aliyuncs.com"}},
    ]},
    [{"TagKey": "a", "TagValue": "b"}],
    [{"Key": "KeyState", "Values": ["Enabled"]}],
    {"regionId": "cn-beijing", "targets": {"Type": "ResourceIds", "ResourceIds": ["i-1"], "RegionId": "cn-beijing"},
     "rateControl": {"Mode": "Concurrency", "MaxErrors": 0, "Concurrency": 1}, "OOSAssumeRole": ""},
)  # fmt: skip
# What begins the ids that a parameter means, by a part of its name.
MEANT = {
    "Image": "m-", "Snapshot": "s-", "Instance": "i-", "Key": "key-", "Disk": "d-", "Resource": "m-", "Alias": "alias/",
    "Account": "2000", "Owner": "1000", "Role": "Aliyun", "Policy": "Aliyun", "Target": "fd-", "Execution": "exec-",
    "Template": "ACS-", "Folder": "fd-", "Share": "rs-", "Group": "rg-", "ARN": "acs:", "Arn": "acs:",
}  # fmt: skip
# Parameters that are texts on the wire and JSON in truth.
WRITTEN = ("Parameters", "Policy", "Document", "Filters", "Tags", "Ids", "Content")


def seeded(seed: int) -> Random:
    """What draws the same for the same seed."""
    return Random(seed)


def texts_of(world: Any) -> list[str]:
    """Every short text in a world, names of keys too: ids, aliases, roles, states."""
    return sorted({text for text in _texts(world) if len(text) < 80})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


class Values:
    """Draws values."""

    def __init__(self, random: Random, known: Sequence[str]) -> None:
        self._random, self._known = random, known

    def nonsense(self) -> str:
        """A text that hardly any parameter takes."""
        return self._random.choice(NONSENSE)

    def text(self, name: str) -> str:
        """A text for a parameter."""
        if name.endswith("RegionId") and self._random.random() < 0.9:
            return self._random.choice(("cn-beijing", "cn-beijing", "cn-shanghai", "cn-north-2-gov-1"))
        if any(part in name for part in WRITTEN) and self._random.random() < 0.8:
            return self.json_text()
        draw = self._random.random()
        if draw < 0.55:
            meant = [start for part, start in MEANT.items() if part in name]
            fitting = [text for text in self._known if text.startswith(tuple(meant))] if meant else []
            return self._random.choice(fitting or self._known)
        if draw < 0.6:
            return self._random.choice(self._known)
        return self.nonsense() if draw < 0.85 else self.json_text()

    def number(self, smallest: int | None, largest: int | None) -> str:
        """A number, mostly within its bounds."""
        draw = self._random.random()
        if draw < 0.7:
            bounds = (smallest or 0, largest if largest is not None else 100)
            return str(self._random.randint(*sorted(bounds)))
        return self._random.choice(("0", "-1", "1", "100", "101", "9" * 18)) if draw < 0.85 else self.nonsense()

    def flag(self) -> str:
        """A boolean, mostly."""
        return self._random.choice(("true", "false", "True", "False", "true", "false", self.nonsense()))

    def index(self, number: int) -> str:
        """The number of a list's item, mostly a number."""
        return str(number) if self._random.random() < 0.95 else self.nonsense()

    def json_text(self) -> str:
        """JSON that is sensible, changed, made up or none."""
        draw = self._random.random()
        if draw < 0.1:
            return self._random.choice(DEEP + SPECIAL)
        if draw < 0.5:
            return json.dumps(self._changed(self._random.choice(POLICIES)))
        return json.dumps(self._made_up(self._random.randint(0, 4)))

    def _changed(self, value: Any) -> Any:
        """The same, but for some part of it."""
        if self._random.random() < 0.15:
            return self._made_up(2)
        if isinstance(value, dict):
            return {name: self._changed(part) for name, part in value.items() if self._random.random() < 0.95}
        if isinstance(value, list):
            return [self._changed(part) for part in value]
        return value

    def _made_up(self, depth: int) -> Any:
        if depth == 0 or self._random.random() < 0.2:
            leaf = self._random.choice(LEAVES)
            return self._random.choice(self._known) if leaf == "x" else leaf
        size = self._random.randint(0, 3)
        if self._random.random() < 0.4:
            return [self._made_up(depth - 1) for _place in range(size)]
        return {self._random.choice(KEYS): self._made_up(depth - 1) for _place in range(size)}
