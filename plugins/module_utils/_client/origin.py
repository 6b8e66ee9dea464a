# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which keys count. Keys, secret, token and profile come from one origin, and are never put together from two.

Options win over the environment. Two origins on the same level may belong to two accounts, so that neither can win.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .._model.errors import InvalidInput

KEYS = ("access_key_id", "access_key_secret", "security_token")
PROFILE = "profile"
# The variables of each origin in the environment, by option; the first that has a value counts.
OWN: dict[str, tuple[str, ...]] = {
    "access_key_id": ("ALIBABA_CLOUD_ACCESS_KEY_ID",),
    "access_key_secret": ("ALIBABA_CLOUD_ACCESS_KEY_SECRET",),
    "security_token": ("ALIBABA_CLOUD_SECURITY_TOKEN",),
}
LEGACY: dict[str, tuple[str, ...]] = {
    "access_key_id": ("ALICLOUD_ACCESS_KEY", "ALICLOUD_ACCESS_KEY_ID"),
    "access_key_secret": ("ALICLOUD_SECRET_KEY", "ALICLOUD_SECRET_ACCESS_KEY"),
    "security_token": ("ALICLOUD_SECURITY_TOKEN",),
}
PROFILES = ("ALIBABA_CLOUD_PROFILE", "ALICLOUD_PROFILE")
# What keys and tokens consist of: they become text of headers.
VISIBLE = re.compile(r"[!-~]*", re.ASCII)
HIDDEN = "..."
Chosen = dict[str, str]
# Names by option, and values by option.
Found = tuple[dict[str, str], dict[str, str]]


def choose_origin(options: Mapping[str, str], environ: Mapping[str, str]) -> Chosen:
    """Return the keys or the profile that count, and `origin`, their source in words; empty if nothing is given.

    Values of both are stripped already, and an empty one is not given. Raises InvalidInput for half a pair of keys and
    for two origins of which none wins.
    """
    given = {option: options[option] for option in KEYS if options.get(option)}
    if given and options.get(PROFILE):
        raise _two("profile", options[PROFILE], "is given beside", next(iter(given)), "Give one of them.")
    if given:
        return _keys(({option: option for option in KEYS}, given), "the options access_key_id and access_key_secret")
    if options.get(PROFILE):
        return {PROFILE: options[PROFILE], "origin": "the option profile"}
    return _of_environment(environ)


def _of_environment(environ: Mapping[str, str]) -> Chosen:
    pairs: list[Chosen] = []
    for names in (OWN, LEGACY):
        found = _found(names, environ)
        if found[1]:
            pairs.append(_keys(found, f"{found[0]['access_key_id']} and {found[0]['access_key_secret']}"))
    profiles = {name: environ[name] for name in PROFILES if environ.get(name)}
    if len(pairs) > 1 and any(pairs[0][option] != pairs[1][option] for option in KEYS[:2]):
        others = LEGACY["access_key_id"]
        other = next((name for name in others if environ.get(name)), others[0])
        raise _two(OWN["access_key_id"][0], HIDDEN, "is set beside", other, "Unset one of them.")
    if len(set(profiles.values())) > 1:
        raise _two(PROFILES[0], profiles[PROFILES[0]], "is set beside", PROFILES[1], "Unset one of them.")
    if pairs and profiles:
        name, value = next(iter(profiles.items()))
        other = pairs[0]["origin"].partition(" ")[0]
        remedy = "Unset one of them, or give the option profile or the option access_key_id, which win."
        raise _two(name, value, "is set beside", other, remedy)
    if profiles:
        name, value = next(iter(profiles.items()))
        return {PROFILE: value, "origin": name}
    return pairs[0] if pairs else {}


def _found(names: Mapping[str, tuple[str, ...]], environ: Mapping[str, str]) -> Found:
    named = {option: next((name for name in names[option] if environ.get(name)), names[option][0]) for option in KEYS}
    return named, {option: environ[name] for option, name in named.items() if environ.get(name)}


def _keys(found: Found, origin: str) -> Chosen:
    """Check that keys are whole and what keys consist of."""
    names, values = found
    for option in ("access_key_id", "access_key_secret"):
        if option not in values:
            given = " and ".join(names[other] for other in KEYS if other in values)
            remedy = f"Give {names['access_key_id']} and {names['access_key_secret']} together, from one origin."
            raise InvalidInput(names[option], "", f"is missing beside {given}", remedy)
    for option, value in values.items():
        check_visible(names[option], value)
    return {**values, "origin": origin}


def check_visible(name: str, value: str) -> None:
    """Refuse a key or token that no header can hold, without showing it. Raises InvalidInput."""
    end = VISIBLE.match(value)
    place = end.end() if end else 0
    if place < len(value):
        problem = f"has the character U+{ord(value[place]):04X} at place {place + 1}, which no key or token has"
        raise InvalidInput(name, HIDDEN, problem, "Copy it anew, as one line.")


def _two(name: str, value: str, verb: str, other: str, remedy: str) -> InvalidInput:
    return InvalidInput(name, value, f"{verb} {other}, and they may belong to different accounts", remedy)
