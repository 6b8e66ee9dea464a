# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Refuse a Python that is too old with one sentence. Every module imports this first, before an import fails.

So this file, and those of the modules up to their second import, work with older Pythons, too.
"""

from __future__ import annotations

import json
import sys

OLDEST = (3, 11)
OF_MODULES = "Set ansible_python_interpreter to a newer Python, such as {{ ansible_playbook_python }}."
CONTROLLER = "ansible.plugins.loader"


def fault(version: tuple[int, ...], interpreter: str, *, is_controller: bool) -> str:
    """Return what is wrong with a Python, empty if nothing is."""
    if version >= OLDEST:
        return ""
    remedy = OF_MODULES if not is_controller else "Install Ansible for a newer Python."
    wanted, found = (".".join(map(str, numbers)) for numbers in (OLDEST, version))
    return f"imageops.alicloud needs Python {wanted} or newer, and {interpreter} is Python {found}. {remedy}"


def refuse() -> None:
    """End this process as a failed module does, if its Python is too old. On the controller raise Ansible's error."""
    is_controller = CONTROLLER in sys.modules
    found = fault(tuple(sys.version_info[:3]), sys.executable, is_controller=is_controller)
    if found and is_controller:
        raise sys.modules["ansible.errors"].AnsibleError(found)
    if found:
        error = {"code": "PythonTooOld", "request_id": "", "action": ""}
        sys.stdout.write(json.dumps({"failed": True, "msg": found, "error": error}) + "\n")
        raise SystemExit(1)


refuse()
