# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Writes the end of a run to standard output as one JSON text, as callbacks for machines do."""

from __future__ import annotations

import json
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: one_json
type: stdout
short_description: One JSON text
description: What became of each host, and the custom stats, as one JSON text.
"""


class CallbackModule(CallbackBase):
    """Writes nothing but the end."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "one_json"

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Write it."""
        hosts = {host: stats.summarize(host) for host in stats.processed}
        self._display.display(json.dumps({"hosts": hosts, "stats": stats.custom}))
