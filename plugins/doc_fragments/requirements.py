# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a module imports: of all of them, and for each further service. The bounds are those of requirements.txt."""

from __future__ import annotations


class ModuleDocFragment:
    """A part for each service that not all modules call, by the name it has in C(service:Action)."""

    DOCUMENTATION = r"""
options: {}
requirements:
  - python >= 3.11
  - alibabacloud-credentials >= 1.0.5
  - alibabacloud-tea >= 0.4.0
  - alibabacloud-tea-openapi >= 0.4.5
  - darabonba-core >= 1.0.8
  - alibabacloud-ecs20140526 >= 7.5.4
  - alibabacloud-sts20150401 >= 1.2.0
"""

    CS = r"""
options: {}
requirements:
  - alibabacloud-cs20151215 >= 7.2.3 (for node pools of ACK alone)
"""

    ESS = r"""
options: {}
requirements:
  - alibabacloud-ess20220222 >= 1.13.3 (for Auto Scaling alone)
"""

    KMS = r"""
options: {}
requirements:
  - alibabacloud-kms20160120 >= 3.0.0
"""

    OOS = r"""
options: {}
requirements:
  - alibabacloud-oos20190601 >= 3.6.0
"""

    RAM = r"""
options: {}
requirements:
  - alibabacloud-ram20150501 >= 1.2.1
"""

    RESOURCEMANAGER = r"""
options: {}
requirements:
  - alibabacloud-resourcemanager20200331 >= 2.6.0
"""

    RESOURCESHARING = r"""
options: {}
requirements:
  - alibabacloud-resourcesharing20200110 >= 2.2.0
"""
