# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The forms that values of the connection must have, before any call is made."""

from __future__ import annotations

import re
import ssl
from pathlib import Path

from .._model.errors import InvalidInput

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOST = r"(?P<host>[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])"
PORT = r"(?P<port>[1-9][0-9]{0,4})"
HIGHEST_PORT = 65535
# Scheme, host and port, and nothing in which one reader sees another host than the next one.
EMULATOR = re.compile(rf"http://{HOST}:{PORT}/?", re.ASCII)
USER = r"(?:[^\s/\\?#@\[\]]*@)?"
PROXY = re.compile(rf"(?:https?|socks[45][ah]?)://{USER}{HOST}(?::{PORT})?/?")
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")
ROLE_ARN = re.compile(r"acs:ram::[0-9]+:role/[A-Za-z0-9.-]{1,64}", re.ASCII)
SESSION_NAME = re.compile(r"[\w.@-]{2,64}", re.ASCII)
MISTRUST = "Give a file of certificates in PEM form, that of the proxy's authority among them."


def check_seen(option: str, value: str, shown: str) -> None:
    """Refuse text with control characters. Raises InvalidInput."""
    if found := UNSEEN.search(value):
        raise InvalidInput(option, shown, f"has the control character U+{ord(found[0]):04X}", "Remove it.")


def check_role(arn: str, session_name: str) -> None:
    """Refuse what cannot be assumed. Raises InvalidInput."""
    if arn and not ROLE_ARN.fullmatch(arn):
        raise InvalidInput("assume_role_arn", arn, "is not a role's ARN", "Write acs:ram::<account id>:role/<name>.")
    if session_name and not SESSION_NAME.fullmatch(session_name):
        remedy = "Give 2 to 64 letters, digits and any of . @ _ -"
        raise InvalidInput("assume_role_session_name", session_name, "is not the name of a session", remedy)


def check_proxy(url: str) -> None:
    """Refuse what is no proxy's address, without showing a password. Raises InvalidInput."""
    found = PROXY.fullmatch(url)
    if not found or int(found["port"] or 0) > HIGHEST_PORT:
        remedy = "Write http://<host>:<port>. Characters of a password other than letters and digits are %-encoded."
        raise InvalidInput("proxy_url", url.rpartition("@")[2], "is not a proxy's address", remedy)


def check_emulator(url: str, *, allow_remote: bool) -> None:
    """Refuse what is no emulator's address, and one elsewhere that is not meant. Raises InvalidInput."""
    found = EMULATOR.fullmatch(url)
    if not found or int(found["port"]) > HIGHEST_PORT:
        shown = url if "@" not in url else f"http://...@{url.rpartition('@')[2]}"
        raise InvalidInput(
            "emulator_url", shown, "is not an emulator's address", "Write http://127.0.0.1:<port>, and nothing else."
        )
    if found["host"].strip("[]").lower() not in LOOPBACK and not allow_remote:
        raise InvalidInput(
            "emulator_url",
            url,
            "is not on this machine",
            "Unset it to use the real cloud, or set emulator_allow_remote: true if a remote emulator is meant.",
        )


def check_bundle(option: str, path: str) -> None:
    """Refuse what is no file of certificates, or directory of them. Raises InvalidInput."""
    try:
        where = Path(path)
        if where.is_dir():
            return
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(where)
    except ssl.SSLError:
        problem = "holds no certificate"
    except (OSError, ValueError) as error:
        problem = f"cannot be read ({getattr(error, 'strerror', None) or 'no path'})"
    else:
        return
    raise InvalidInput(option, path, problem, MISTRUST)
