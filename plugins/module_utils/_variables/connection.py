# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables of the connection, one for every connection option of the modules. `images_region` chooses, too."""

from __future__ import annotations

from .variable import Group, Kind, Variable


def _option(option: str, sentence: str, kind: Kind = Kind.TEXT, *, secret: bool = False) -> Variable:
    return Variable(
        name=f"images_{option}",
        kind=kind,
        group=Group.CONNECTION,
        sentence=sentence,
        default=None,
        option=option,
        minimum=1 if kind is Kind.INT else 0,
        secret=secret,
    )


CONNECTION = (
    _option("access_key_id", "The AccessKey ID."),
    _option("access_key_secret", "The AccessKey secret.", secret=True),
    _option("security_token", "The STS token of temporary keys.", secret=True),
    _option("profile", "The profile of the aliyun CLI."),
    _option("assume_role_arn", "Assume this RAM role."),
    _option("assume_role_session_name", "The session name of that role."),
    _option("assume_role_external_id", "The external id of that role.", secret=True),
    _option("vpc_endpoints", "Use the endpoints inside the VPC.", Kind.BOOL),
    _option("proxy_url", "The proxy of every call.", secret=True),
    _option("ca_bundle", "The file of certificates to trust, such as that of an inspecting proxy.", Kind.PATH),
    _option("connect_timeout", "The seconds for a connection to open.", Kind.INT),
    _option("read_timeout", "The seconds for an answer to arrive.", Kind.INT),
    _option("max_attempts", "The attempts for one call.", Kind.INT),
    _option("concurrency", "The number of calls at once.", Kind.INT),
    _option("emulator_url", "Use this emulator instead of the cloud."),
    _option("emulator_allow_remote", "Allow an emulator on another machine.", Kind.BOOL),
)
