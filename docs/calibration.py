# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tables of guides/calibration.md: `python -m docs.calibration` writes them between their markers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from plugins.module_utils._calibration.catalogue import OTHER_ASSUMPTIONS, PROBES, WITHOUT_PROBE
from plugins.module_utils._calibration.probes import DOES, Probe, ProbeClass
from tests.calibration.worlds import VALUES

PAGE = Path(__file__).parent / "guides" / "calibration.md"
BEGIN, END = "<!-- probes: begin -->", "<!-- probes: end -->"


def tables() -> str:
    """All tables, as Markdown."""
    return "".join(_class(kind) for kind in ProbeClass if any(probe.kind is kind for probe in PROBES)) + _without()


def updated(page: str) -> str:
    """Return the page with its tables of today."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{tables()}{END}{rest.split(END)[1]}"


def _class(kind: ProbeClass) -> str:
    head = [
        "",
        f"### Class `{kind}`",
        "",
        f"It {DOES[kind]}.",
        "",
        "| fact | what is assumed | needs | makes | settings of the emulator | tried with |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *(_row(probe) for probe in PROBES if probe.kind is kind), ""])


def _row(probe: Probe) -> str:
    settings = ", ".join(f"`{name}`" for name in probe.settings)
    return f"| `{probe.fact}` | {probe.sentence} | {probe.needs} | {probe.makes} | {settings} | {_tried(probe)} |"


def _tried(probe: Probe) -> str:
    """The values of the emulator's settings with which `make calibration` tries the probe."""
    values = [value for name in probe.settings for value in VALUES[name]]
    return ", ".join(f"`{value if isinstance(value, str) else json.dumps(value)}`" for value in values) or "the default"


def _without() -> str:
    head = [
        "",
        "### Settings of the emulator without a probe",
        "",
        "| setting | why no probe settles it |",
        "| --- | --- |",
    ]
    other = [
        "",
        "### Other assumptions without a probe",
        "",
        "| what is assumed | why no probe settles it |",
        "| --- | --- |",
    ]
    return "\n".join(
        [
            *head,
            *(f"| `{name}` | {why} |" for name, why in WITHOUT_PROBE.items()),
            *other,
            *(f"| {sentence} | {why} |" for sentence, why in OTHER_ASSUMPTIONS.items()),
            "",
        ]
    )


def main() -> int:
    """Write the page."""
    PAGE.write_text(updated(PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
