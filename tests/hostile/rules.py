# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a refusal has to be: words, the option's name, nothing written before it, no secret, nothing that terminals obey."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from tests.hostile.calling import Answer
from tests.hostile.values import OBEYED

REFUSED = ("", "InvalidInput")
# What went on is over before the module has seen it; the next run goes on with it.
WAITED = ("WaitTimeout", "Timeout", "CopyPending")


def broken(
    answer: Answer, names: Collection[str], log: Sequence[Mapping[str, Any]], secrets: Collection[str]
) -> Iterator[str]:
    """Every rule that a call has broken. `names` are the options spoilt, `log` the requests that the call sent."""
    if answer.hung:
        yield "it hangs"
        return
    shown = answer.printed + json.dumps(list(log), ensure_ascii=False, default=str)
    yield from (f"the secret {secret[:9]}... is shown" for secret in secrets if secret in shown)
    if not answer.result or "Traceback" in answer.printed or answer.code == "UnexpectedError":
        yield f"it breaks: {answer.printed[-600:]}"
        return
    if not answer.failed:
        return
    if not answer.message.strip():
        yield "it fails without a word"
    if found := sorted(f"U+{ord(char):04X}" for char in OBEYED if char in answer.message):
        yield f"the message has {', '.join(found)} in it"
    # A value that is to be hidden is hidden in the options' names, too.
    nameable = not {"access_key_secret", "security_token"} & set(names)
    if nameable and answer.code in REFUSED and not any(name in answer.message for name in names):
        yield f"it names none of {', '.join(names)}: {answer.message[:300]}"
    written = [entry["action"] for entry in log if entry["mutating"] and entry["code"] is None]
    if written and answer.code not in WAITED:
        yield f"{', '.join(written)} before it fails with {answer.code}: {answer.message[:300]}"
