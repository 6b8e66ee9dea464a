# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules about parameters of OOS: the images they name can be launched, and of a value nothing but ids changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tests.faults.scenario import OWNER
from tests.faults.users.scenario import Chapter
from tests.faults.users.view import Thing, View, is_launchable, things
from tests.faults.worlds import CONSUMERS

PARAMETERS = "oos_parameters"
# What an id is made of; between two of these characters no id begins or ends.
WORD = re.compile(r"[\w-]+")
# What an update changes beside the value.
COUNTED = ("value", "version", "updated")


def parameters_launchable(view: View) -> Iterator[str]:
    """No parameter names an image that its account could launch in the beginning and cannot any more.

    None of the owner's names an image that is gone, launchable or not.
    """
    images, known = things(view.now, "images"), things(view.before, "images")
    for account in (OWNER, *CONSUMERS):
        for name, parameter in things(view.now, PARAMETERS, account).items():
            for image in named_in(parameter["value"], known):
                if is_launchable(view.before, image, account) and not is_launchable(view.now, image, account):
                    yield f"{account} {name} names {image}, which cannot be launched any more"
                elif account == OWNER and image not in images:
                    yield f"{account} {name} names {image}, which is gone"


def parameters_kept(view: View) -> Iterator[str]:
    """A parameter has its old value, or that with all new ids, and one more update for it; the rest is as before."""
    now = things(view.now, PARAMETERS)
    was = things(view.before, PARAMETERS)
    if lost := sorted(was.keys() ^ now.keys()):
        yield f"there or gone: {', '.join(lost)}"
    for name in was.keys() & now.keys():
        old, new = was[name], now[name]
        if new["value"] not in (old["value"], *_moved(view, name, old)):
            yield f"{name} was {old['value']!r} and is {new['value']!r}"
        updates = 1 if new["value"] != old["value"] else 0
        if new["version"] - old["version"] != updates:
            yield f"{name} has the version {new['version']}, not {old['version'] + updates}"
        if changed := [part for part in old if part not in COUNTED and old[part] != new[part]]:
            yield f"{name} has other {', '.join(changed)}"


def _moved(view: View, name: str, old: Thing) -> Iterator[str]:
    """The value that a chapter gives a parameter: moving gives new ids, undoing exactly what was there before."""
    if view.chapter is Chapter.REPOINT:
        yield with_new(old["value"], view.image_map)
    elif view.chapter is Chapter.UNDO:
        yield things(view.origin, PARAMETERS)[name]["value"]


def named_in(value: str, images: Mapping[str, Thing]) -> list[str]:
    """The images whose ids are whole words of a value."""
    return sorted(set(WORD.findall(value)) & images.keys())


def with_new(value: str, image_map: Mapping[str, str]) -> str:
    """A value in which whole words that are old ids are new ones."""
    return WORD.sub(lambda word: image_map.get(word[0], word[0]), value)
