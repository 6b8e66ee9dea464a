# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is calling: signature, time stamp, nonce, token."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..actions.declare import Principal
from ..actions.errors import ApiError, refusal
from ..state.clock import parse_stamp
from ..state.cloud import Cloud
from . import signatures
from .requests import Claim
from .signatures import encode


@dataclass(slots=True)
class Nonces:
    """Nonces seen; one may return when its time stamp could no longer be accepted."""

    seen: dict[str, float] = field(default_factory=dict)

    def use(self, nonce: str, now: float, keep: float) -> bool:
        """Whether this nonce is new."""
        if self.seen.get(nonce, 0) > now:
            return False
        self.seen[nonce] = now + keep
        if len(self.seen) > 100_000:
            self.seen = {known: until for known, until in self.seen.items() if until > now}
        return True


def authenticate(cloud: Cloud, nonces: Nonces, claim: Claim) -> Principal:
    """Check everything a real endpoint checks before it looks at the action."""
    product = claim.endpoint.product
    if not claim.access_key_id:
        raise _error(product, "MissingParameter", name="AccessKeyId")
    if not claim.signature:
        raise _error(product, "IncompleteSignature")
    _check_time(cloud, claim)
    principal, secret = _find(cloud, claim)
    if claim.form == "ACS3":
        expected = signatures.acs3_signature(secret, claim.string_to_sign)
    else:
        expected = signatures.rpc_signature(secret, claim.string_to_sign)
    if not signatures.equal(expected, claim.signature):
        raise _error(product, "SignatureDoesNotMatch", text=_without_token(claim))
    if not claim.nonce:
        raise _error(product, "MissingParameter", name="SignatureNonce")
    if not nonces.use(
        f"{claim.access_key_id} {claim.nonce}", cloud.clock.real(), 2 * cloud.settings.clock_skew_seconds
    ):
        raise _error(product, "SignatureNonceUsed")
    return principal


def _error(product: str, code: str, **fields: str) -> ApiError:
    return refusal(product, "*", code, **fields)


def _without_token(claim: Claim) -> str:
    """The string to sign as the answer repeats it; in the RPC form it would hold the security token."""
    if not claim.security_token:
        return claim.string_to_sign
    # It is a value inside an encoded query, so it is encoded twice.
    return claim.string_to_sign.replace(encode(encode(claim.security_token)), "***")


def _check_time(cloud: Cloud, claim: Claim) -> None:
    try:
        moment = parse_stamp(claim.timestamp)
    except ValueError:
        raise _error(claim.endpoint.product, "IllegalTimestamp") from None
    if abs(cloud.clock.real() - moment) > cloud.settings.clock_skew_seconds:
        raise _error(claim.endpoint.product, "InvalidTimeStamp.Expired")


def _find(cloud: Cloud, claim: Claim) -> tuple[Principal, str]:
    product = claim.endpoint.product
    session = cloud.sessions.get(claim.access_key_id)
    if session is not None:
        if not claim.security_token:
            raise _error(product, "MissingSecurityToken")
        if claim.security_token != session.token:
            known = any(claim.security_token == other.token for other in cloud.sessions.values())
            code = "MismatchWithAccessKey" if known else "Malformed"
            raise _error(product, f"InvalidSecurityToken.{code}")
        if cloud.clock.real() >= session.expires:
            raise _error(product, "InvalidSecurityToken.Expired")
        account = cloud.accounts[session.account]
        return Principal(account, "AssumedRoleUser", session.role, session.name, session.policy), session.secret
    found = cloud.find_access_key(claim.access_key_id)
    if found is None:
        raise _error(product, "InvalidAccessKeyId.NotFound")
    if claim.security_token:
        raise _error(product, "InvalidSecurityToken.MismatchWithAccessKey")
    account, key = found
    if key.user is None:
        return Principal(account, "Account"), key.secret
    return Principal(account, "RAMUser", key.user), key.secret
