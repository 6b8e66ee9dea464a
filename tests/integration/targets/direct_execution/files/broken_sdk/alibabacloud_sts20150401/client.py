# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A client that cannot be made."""

from __future__ import annotations

import os
import signal
import sys


class Client:
    """Breaks as BROKEN_SDK says."""

    def __init__(self, _config: object) -> None:
        if os.environ["BROKEN_SDK"] == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if os.environ["BROKEN_SDK"] == "exit":
            sys.exit("the SDK ended")
        message = "the SDK broke"
        raise RuntimeError(message)
