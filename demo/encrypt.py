# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The demo's second act: the system disks of six servers on the emulator, encrypted as far as that is safe."""

from __future__ import annotations

import sys

from run import DEMO, OUT, play, running_emulator

# Snapshot, image and copy take the better part of an hour of the cloud's time, which runs 600 times faster here.
EMULATOR = ["--world", str(DEMO / "encrypt_world.json"), "--copy-seconds", "1200", "--clock-speed", "600"]


def main() -> int:
    """Run it; arguments go to ansible-playbook (`--check --diff` shows the plan only)."""
    OUT.mkdir(exist_ok=True)
    with running_emulator(*EMULATOR) as url:
        environment = {
            "ALIBABA_CLOUD_EMULATOR_URL": url,
            "ALIBABA_CLOUD_ACCESS_KEY_ID": "demo-operator-key",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "demo-operator-secret",
        }
        return play("encrypt_instances", ["-e", f"@{DEMO / 'encrypt_vars.yml'}", *sys.argv[1:]], environment)


if __name__ == "__main__":
    sys.exit(main())
