# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What every module of this collection says about itself."""

from __future__ import annotations


class ModuleDocFragment:
    """Standard attributes, and their usual values for info modules and for modules that change something."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return what it would change without changing it. Sends reads only.
  diff_mode:
    description: Returns details on what it would change or has changed when run with C(--diff).
  idempotent:
    description: When run a second time with the same options, it changes nothing.
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details: It only reads.
  diff_mode:
    support: N/A
    details: It only reads.
  idempotent:
    support: full
    details: It only reads.
"""

    CHANGING = r"""
options: {}
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
"""

    ACTION_GROUP = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/imageops.alicloud.all) in C(module_defaults) to set the connection once.
    support: full
    membership:
      - imageops.alicloud.all
"""
