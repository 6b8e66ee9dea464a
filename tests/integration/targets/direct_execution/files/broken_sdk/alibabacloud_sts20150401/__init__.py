# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An SDK that breaks as BROKEN_SDK says."""

from __future__ import annotations

import os

if os.environ["BROKEN_SDK"] == "missing":
    raise ModuleNotFoundError(__name__)
if os.environ["BROKEN_SDK"] == "import":
    raise RuntimeError("the SDK cannot be imported")
