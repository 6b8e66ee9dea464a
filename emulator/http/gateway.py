# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a request: host, signature, faults, parameters, permission, dry run, client token, action, answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace

from ..access.authentication import Nonces, authenticate
from ..access.authorisation import authorise
from ..access.hosts import direct_endpoint, resolve
from ..access.requests import Claim, HttpRequest, read_claim, read_version
from ..access.routes import METHODS
from ..actions.declare import Action, Answer, Call, Origin, Principal, registry
from ..actions.errors import ApiError, invalid, not_modelled, refusal
from ..actions.parameters import read
from ..catalogue.catalogue import regions, versions
from ..state.accounts import RememberedCall
from ..state.clock import iso
from ..state.cloud import Cloud
from ..state.faults import AT_THE_CALL, Fault
from ..state.request_log import Entry, RequestLog, redact
from ..world.changes import apply_change
from .answers import HttpAnswer, failure, success
from .flow import FlowControl
from .progress import progress

_BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An authenticated request whose parameters are not read yet."""

    action: Action
    principal: Principal
    claim: Claim
    origin: Origin


@dataclass(slots=True)
class Gateway:
    """Answers requests to the cloud, one at a time."""

    cloud: Cloud
    log: RequestLog
    direct: str | None = None
    nonces: Nonces = field(default_factory=Nonces)
    flow: FlowControl = field(default_factory=FlowControl)

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """Answer one request and record it."""
        endpoint = resolve(request.host)
        if endpoint is None and self.direct is not None:
            endpoint = direct_endpoint(request.host, read_version(request), self.direct)
        if endpoint is None:
            return HttpAnswer(502, _BAD_GATEWAY, "text/html")
        claim = read_claim(request, endpoint)
        entry = Entry(
            host=request.host,
            product=endpoint.product,
            action=claim.action,
            parameters=redact(claim.parameters),
            time=iso(self.cloud.now()),
            region=claim.parameters.get("RegionId") or endpoint.region,
            request_id=self.cloud.ids.request(),
            dry_run=claim.parameters.get("DryRun", "").lower() == "true",
            user_agent=request.headers.get("user-agent", ""),
        )
        answer = self._guarded(request, claim, entry)
        entry.status = None if answer.drop else answer.status
        self.log.add(entry)
        return answer

    def forget(self) -> None:
        """Forget nonces and paces, as after a fresh start."""
        self.nonces.seen.clear()
        self.flow.forget()

    def _guarded(self, request: HttpRequest, claim: Claim, entry: Entry) -> HttpAnswer:
        try:
            return self._answer(request, claim, entry)
        except ApiError as error:
            entry.code = error.code
            return failure(error, claim, entry.request_id)

    def _answer(self, request: HttpRequest, claim: Claim, entry: Entry) -> HttpAnswer:
        if request.method not in (METHODS if claim.is_roa else ("GET", "POST")):
            raise refusal(claim.endpoint.product, "*", "UnsupportedHTTPMethod")
        action = _find_action(claim)
        entry.mutating = action.mutating
        principal = authenticate(self.cloud, self.nonces, claim)
        entry.account, entry.principal = principal.account.id, principal.display_name
        self.flow.check(principal.account, action.product, action.name)
        fault = self.cloud.faults.take(AT_THE_CALL, action.name, principal.account.id, entry.region, claim.parameters)
        asked = Asked(action, principal, claim, Origin(request.client, request.secure))
        if fault is None:
            return success(self._run(asked, entry), claim, entry.request_id)
        entry.fault = fault.kind
        return self._faulty(fault, asked, entry)

    def _faulty(self, fault: Fault, asked: Asked, entry: Entry) -> HttpAnswer:
        if fault.kind in ("error", "throttle"):
            headers = {"x-acs-retry-after": str(fault.retry_after_ms)} if fault.retry_after_ms else {}
            raise ApiError(fault.code, fault.status, fault.message, headers=headers)
        if fault.kind == "html_502":
            return HttpAnswer(502, _BAD_GATEWAY, "text/html")
        if fault.kind == "drop_before":
            return HttpAnswer(0, b"", drop=True)
        if fault.kind == "change":
            account = asked.principal.account
            apply_change(self.cloud, account, account.region(_region(asked)), fault.change)
        if fault.kind == "misread":
            asked = replace(
                asked, claim=replace(asked.claim, parameters={**asked.claim.parameters, **fault.parameters})
            )
        try:
            answer = success({**self._run(asked, entry), **fault.answer}, asked.claim, entry.request_id)
        except ApiError as error:
            entry.code = error.code
            answer = failure(error, asked.claim, entry.request_id)
        if fault.kind == "drop_after":
            return HttpAnswer(0, b"", drop=True)
        return replace(answer, delay=fault.seconds if fault.kind == "slow" else 0.0)

    def _run(self, asked: Asked, entry: Entry) -> Answer:
        answer = self._act(asked)
        if asked.action.mutating:
            # Of a call that changes something, also where the caller gets no answer.
            entry.ids = {
                name: value for name, value in answer.items() if name.endswith("Id") and isinstance(value, str)
            }
        return answer

    def _act(self, asked: Asked) -> Answer:
        action, claim = asked.action, asked.claim
        region_id = _region(asked)
        parameters = read(action.product, action.name, claim.parameters, action.models)
        call = Call(self.cloud, action, asked.principal, region_id, parameters, claim.parameters, asked.origin)
        progress(self.cloud)
        if action.mutating:
            self.cloud.disturb()
        try:
            authorise(call)
        except ApiError as denied:
            if not _hidden(call, denied):
                raise
            return action.when_denied(call) if action.when_denied else {}
        if parameters.flag("DryRun") and not self.cloud.settings.dry_run_ignored and not action.own_dry_run:
            raise refusal(action.product, action.name, "DryRunOperation")
        token = parameters.text("ClientToken")
        if not token or (action.own_dry_run and parameters.flag("DryRun")):
            return action.handler(call)
        return _once(call, token)


def _hidden(call: Call, denied: ApiError) -> bool:
    """Whether a denial is answered as if there were nothing to see."""
    asks = call.parameters.flag("DryRun") or call.action.when_denied is None or denied.access_denied is None
    return not asks and call.cloud.settings.denied_instances == "empty"


def _once(call: Call, token: str) -> Answer:
    """Same token, same parameters: the first answer again while it is kept, whatever has become of what it made."""
    if len(token) > 64 or not token.isascii():
        raise call.invalid("ClientToken")
    with_tags = call.cloud.settings.client_token_counts_tags
    business = {
        name: value
        for name, value in redact(call.raw).items()
        if name != "ClientToken" and (with_tags or not name.startswith("Tag."))
    }
    fingerprint = hashlib.sha256(json.dumps(business, sort_keys=True).encode()).hexdigest()
    tokens = call.account.client_tokens
    name = f"{call.action.name}/{token}"
    life, now = call.cloud.settings.client_token_seconds, call.cloud.now()
    if name in tokens and (not life or now < tokens[name].since + life):
        if tokens[name].fingerprint != fingerprint:
            raise refusal(call.action.product, call.action.name, call.action.token_mismatch)
        return dict(tokens[name].answer)
    answer = call.action.handler(call)
    tokens[name] = RememberedCall(fingerprint, dict(answer), now)
    return answer


def _find_action(claim: Claim) -> Action:
    product = claim.endpoint.product
    if claim.wrong:
        raise invalid(product, claim.wrong)
    if claim.version != versions()[product] or not claim.action:
        raise invalid(product, "Action or Version")
    action = registry().get((product, claim.action))
    if action is None:
        raise not_modelled(product, claim.action, "the action")
    if (claim.parameters.get("Format") or "JSON").upper() not in ("JSON", "XML"):
        raise not_modelled(product, claim.action, "any Format but JSON and XML")
    return action


def _region(asked: Asked) -> str:
    """The region of a call: its RegionId, which must belong to the endpoint, else the endpoint's or the cluster's."""
    action, claim = asked.action, asked.claim
    given, endpoint = claim.parameters.get("RegionId", ""), claim.endpoint
    if action.product == "cs":
        cluster = claim.parameters.get("ClusterId", "")
        return endpoint.region or asked.principal.account.region_of_cluster(cluster) or endpoint.default
    if given and action.product in ("ecs", "ess", "oos"):
        if given not in regions():
            raise refusal(action.product, action.name, action.unknown_region)
        if endpoint.region not in (None, given):
            raise refusal(action.product, "*", "InvalidRegionId.MismatchEndpoint")
        return given
    # Without a host that names the region, a client can still name it itself.
    return given if endpoint.direct and given in regions() else endpoint.region or endpoint.default
