# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Find what no output may hold: secret values as they were given, and as messages and encodings write them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus, unquote, urlsplit

SECRET_OPTIONS = ("access_key_secret", "security_token")
PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")


def secrets_given(
    params: Mapping[str, Any],
    environ: Mapping[str, str],
    names: Mapping[str, Iterable[str]],
    aliases: Mapping[str, Iterable[str]],
) -> set[str]:
    """Return every secret among options and variables, before any of them is checked, in all its forms.

    `names` are the variables of an option, `aliases` its other names.
    """
    found: set[str] = set()
    for option in SECRET_OPTIONS:
        found |= {str(params[name]) for name in (option, *aliases.get(option, ())) if params.get(name) is not None}
        found |= {environ[name] for name in names.get(option, ()) if environ.get(name)}
    proxies = [params.get("proxy_url"), *(environ.get(name) for name in (*names["proxy_url"], *PROXY_VARIABLES))]
    for proxy in proxies:
        found |= passwords(str(proxy or ""))
    return {form for value in found for form in forms(value)}


def passwords(url: str) -> set[str]:
    """Return the password in a URL, also in one that is not well formed, raw and decoded."""
    user, at, _host = url.partition("://")[2].rpartition("@")
    found = {user.partition(":")[2]} if at else set()
    with contextlib.suppress(ValueError):
        found.add(urlsplit(url).password or "")
    return {form for value in found for form in (value, unquote(value)) if form}


def forms(value: str) -> set[str]:
    """Return a secret as texts show it: raw, stripped, in a literal, in JSON, in a URL. A blank one has none."""
    stripped = value.strip()
    if not stripped:
        return set()
    found = {value, stripped}
    for text in (value, stripped):
        found |= {
            repr(text)[1:-1],
            repr(text.encode("utf-8", "surrogateescape"))[2:-1],
            json.dumps(text)[1:-1],
            json.dumps(text, ensure_ascii=False)[1:-1],
            quote(text, safe="", errors="surrogateescape"),
            quote(text, errors="surrogateescape"),
            quote_plus(text, errors="surrogateescape"),
        }
    return found


class Masks(set[str]):
    """A set of values to be masked: what is added comes in all its forms, and blanks do not."""

    def update(self, *others: Iterable[str]) -> None:
        """Add values."""
        super().update(form for values in others for value in values for form in forms(value))

    def add(self, value: str) -> None:
        """Add a value."""
        self.update((value,))
