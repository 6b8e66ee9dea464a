# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rehearse a migration of an audited account: start an emulator, load the audit, migrate there, stop it."""

from __future__ import annotations

import sys
from pathlib import Path

from run import OUT, play, running_emulator


def main() -> int:
    """The first argument is the audit's file; the others go to ansible-playbook."""
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_file():
        sys.exit("Give an audit: make rehearse AUDIT=audit.json (audit_images writes it to images_report_dir).")
    out = OUT / "rehearsal"
    out.mkdir(parents=True, exist_ok=True)
    variables = [
        "-e",
        f"images_audit_file={Path(sys.argv[1]).resolve()}",
        "-e",
        f"images_report_dir={out}",
        *sys.argv[2:],
    ]
    with running_emulator() as url:
        return play("rehearse_images", variables, {"ALIBABA_CLOUD_EMULATOR_URL": url})


if __name__ == "__main__":
    sys.exit(main())
