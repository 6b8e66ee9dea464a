# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An exception that nobody foresaw shows no secret, however its text writes it."""

from __future__ import annotations

import pytest

from plugins.plugin_utils._unexpected import unexpected

SECRET = 'op"secret/5f'


@pytest.mark.parametrize("option", ["access_key_secret", "alicloud_secret_key", "security_token", "proxy_url"])
@pytest.mark.parametrize("written", [SECRET, 'op\\"secret/5f', "op%22secret%2F5f"], ids=["raw", "in JSON", "in a URL"])
def test_a_secret_is_starred(option: str, written: str) -> None:
    said = unexpected("image_copy", ValueError(f"refused {written} here"), {option: SECRET})

    assert said.startswith("image_copy ended unexpectedly: ValueError: refused *** here.")


def test_a_variable_s_secret_is_starred_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALICLOUD_SECRET_KEY", SECRET)

    assert SECRET not in unexpected("The step copy", ValueError(SECRET), {})
