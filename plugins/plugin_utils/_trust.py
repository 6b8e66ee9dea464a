# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Mark texts that Ansible may take for templates; it changed sides in ansible-core 2.19."""

from __future__ import annotations

from typing import Any

try:
    from ansible.template import trust_as_template
except ImportError:
    # Before ansible-core 2.19 every text is a template unless it is wrapped.
    from ansible.utils.unsafe_proxy import wrap_var as distrust

    def trust(text: str) -> str:
        """A text that may be a template."""
        return text
else:
    trust = trust_as_template

    def distrust(text: str) -> str:
        """A text that must not be taken for a template."""
        return text


def plain(value: Any) -> Any:
    """A value that is what it is: names and tags come from the cloud and must not be evaluated."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    # Without a brace a text cannot be a template; newer cores write those that they trust in a simpler form.
    return distrust(value) if "{" in value else trust(value)
