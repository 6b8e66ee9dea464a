# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The files of credentials: profiles of the aliyun CLI, and the vendor's credentials.ini. Faults are reported in full.

Modes and fields are those that the library alibabacloud-credentials reads.
"""

from __future__ import annotations

import configparser
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._model.errors import CredentialsError, shown

FIELDS: Mapping[str, tuple[str, ...]] = {
    "AK": ("access_key_id", "access_key_secret"),
    "StsToken": ("access_key_id", "access_key_secret", "sts_token"),
    "RamRoleArn": ("access_key_id", "access_key_secret", "ram_role_arn"),
    "ChainableRamRoleArn": ("source_profile", "ram_role_arn"),
    "OIDC": ("ram_role_arn", "oidc_provider_arn", "oidc_token_file"),
    "EcsRamRole": (),
    "CloudSSO": ("cloud_sso_sign_in_url", "cloud_sso_account_id", "cloud_sso_access_config", "access_token"),
    "OAuth": (),
    "External": ("process_command",),
    "RsaKeyPair": ("public_key_id", "private_key_file"),
}
# The types of credentials.ini, as modes, with their fields under the names of profiles.
INI_TYPES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "access_key": ("AK", {}),
    "ram_role_arn": ("RamRoleArn", {"role_arn": "ram_role_arn", "role_session_name": "ram_session_name"}),
    "oidc_role_arn": ("OIDC", {"role_arn": "ram_role_arn", "oidc_token_file_path": "oidc_token_file"}),
    "ecs_ram_role": ("EcsRamRole", {"role_name": "ram_role_name"}),
    "rsa_key_pair": ("RsaKeyPair", {}),
}
INI_SECTION = "default"
NAMED = 20
LONGEST_PLAIN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One profile: how to get credentials, in the fields of the aliyun CLI. `source` is that of a chained role."""

    name: str
    mode: str
    path: Path
    fields: Mapping[str, Any]
    source: Profile | None = None

    def text(self, field: str) -> str:
        """A field, without blanks around it."""
        value = self.fields.get(field)
        return "" if value is None else str(value).strip()

    def __str__(self) -> str:
        return f"the profile {shown(self.name)} in {self.path} (mode {self.mode})"


def find_profile(path: Path, name: str) -> Profile:
    """Return a profile of the CLI's file. Raises CredentialsError with the reason."""
    return _profile(path, _entries(path), name, ())


def current_profile(path: Path) -> Profile | None:
    """Return the profile that the CLI uses by itself, None where there is no file or no key in it yet.

    Raises CredentialsError.
    """
    if not path.exists():
        return None
    entries = _entries(path)
    name = str(_read_json(path).get("current") or "").strip()
    entry = entries.get(name)
    # The CLI begins with such a profile, before it gets any key.
    if not name or (entry is not None and entry.get("mode") in (None, "", "AK") and not entry.get("access_key_id")):
        return None
    return _profile(path, entries, name, ())


def ini_profile(path: Path) -> Profile | None:
    """Return the default section of credentials.ini, None if there is none. Raises CredentialsError."""
    if not path.exists():
        return None
    parser = configparser.ConfigParser(interpolation=None, inline_comment_prefixes="#")
    try:
        parser.read_string(path.read_text("utf-8-sig"))
    except (configparser.Error, UnicodeDecodeError) as error:
        raise CredentialsError(f"{path} cannot be read as an INI file ({type(error).__name__})") from None
    except OSError as error:
        raise CredentialsError(f"{path} cannot be read ({error.strerror})") from None
    if not parser.has_section(INI_SECTION):
        return None
    section = dict(parser.items(INI_SECTION))
    kind = section.get("type", "").strip()
    if kind not in INI_TYPES:
        raise CredentialsError(
            f"the section {INI_SECTION!r} in {path} has the type {shown(kind)}. Known types are {', '.join(INI_TYPES)}"
        )
    mode, names = INI_TYPES[kind]
    fields = {names.get(field, field): value for field, value in section.items()}
    return _checked(Profile(name=INI_SECTION, mode=mode, path=path, fields=fields))


def _profile(path: Path, entries: Mapping[str, Mapping[str, Any]], name: str, above: tuple[str, ...]) -> Profile:
    if name in above:
        raise CredentialsError(f"the profiles {' -> '.join(map(_plain, (*above, name)))} in {path} lead to themselves")
    if name not in entries:
        there = ", ".join(map(_plain, sorted(entries)[:NAMED])) or "none"
        wanted_by = f", the source_profile of {shown(above[-1])}," if above else ""
        raise CredentialsError(f"there is no profile {shown(name)}{wanted_by} in {path}; it has {there}")
    entry = entries[name]
    mode = str(entry.get("mode") or "").strip()
    if mode not in FIELDS:
        known = ", ".join(sorted(FIELDS))
        raise CredentialsError(
            f"the profile {shown(name)} in {path} has the mode {shown(mode)}. Known modes are {known}"
        )
    found = _checked(Profile(name=name, mode=mode, path=path, fields=entry))
    if mode != "ChainableRamRoleArn":
        return found
    source = _profile(path, entries, found.text("source_profile"), (*above, name))
    return Profile(name=name, mode=mode, path=path, fields=entry, source=source)


def _plain(name: str) -> str:
    """Return a name without quotes, unless it needs them to be read."""
    return name if name.isprintable() and len(name) <= LONGEST_PLAIN else shown(name)


def _checked(profile: Profile) -> Profile:
    missing = [field for field in FIELDS[profile.mode] if not profile.text(field)]
    if missing:
        raise CredentialsError(f"{profile} lacks {' and '.join(missing)}")
    return profile


def _entries(path: Path) -> dict[str, Mapping[str, Any]]:
    profiles = _read_json(path).get("profiles")
    if not isinstance(profiles, list) or not all(isinstance(entry, dict) for entry in profiles):
        raise CredentialsError(f"{path} has no list of profiles")
    return {str(entry.get("name") or "").strip(): entry for entry in reversed(profiles)}


def _read_json(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise CredentialsError(f"there is no file {path}") from None
    except OSError as error:
        raise CredentialsError(f"{path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise CredentialsError(f"{path} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise CredentialsError(f"{path} is not JSON (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise CredentialsError(f"{path} is nested too deeply") from None
    except ValueError:
        raise CredentialsError(f"{path} is not JSON (a number has too many digits)") from None
    if not isinstance(found, dict):
        raise CredentialsError(f"{path} has no list of profiles")
    return found
