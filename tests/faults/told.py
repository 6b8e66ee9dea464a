# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rules about what runs say: the copies that are there, a code for each failure, no secret."""

from __future__ import annotations

from tests.faults.findings import Case, Violation
from tests.faults.playing import Played
from tests.faults.scenario import OPERATOR, Pair

# A copy that used up its attempts, one way or another.
EXHAUSTED = frozenset({"too_many_attempts", "copy_failed", "copy_not_found"})


def wrong_answer(case: Case, played: Played) -> list[Violation]:
    """Where `image_copy` reports another copy than the one that is there."""
    found = []
    for result in played.results:
        for copy in result["result"].get("copies", ()) if result["module"] == "image_copy" else ():
            pair = Pair(image=copy["source_image_id"], region=copy["region"])
            if copy["state"] != "available" or pair not in case.wanted.pairs:
                continue
            good = case.good(pair)
            if good is None or good["id"] != copy["image_id"]:
                text = f"{pair.image} to {pair.region} is reported to be {copy['image_id']}, not {good and good['id']}"
                found.append(Violation(rule="answer", text=text))
    return found


def unnamed_failure(played: Played) -> list[Violation]:
    """Where a run that was not killed failed without saying why, by a code."""
    if played.hung:
        return [Violation(rule="hang", text=f"the run took {played.seconds:.0f} seconds and was stopped")]
    if played.status == 0 or played.killed or (played.codes and all(played.codes)):
        return []
    text = f"status {played.status}, codes {played.codes}: {_end(played.output)}"
    return [Violation(rule="unnamed failure", text=text)]


def told_secret(played: Played) -> list[Violation]:
    """Where a secret is in the output."""
    secret = f"{OPERATOR}-secret"
    said = secret in played.output or any(secret in str(result) for result in played.results)
    return [Violation(rule="secret", text="the output has the secret of the access key")] if said else []


def exhausted_pairs(case: Case) -> set[Pair]:
    """Pairs whose last allowed attempt was started: they may end without a copy."""
    return {pair for pair, number in case.attempts().items() if number >= case.wanted.max_attempts}


def _end(output: str) -> str:
    return " | ".join(line for line in output.splitlines()[-12:] if line.strip())[:600]
