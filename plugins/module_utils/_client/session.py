# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What `_api` works with: one object that reaches every service in every region, and runs many calls side by side."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from .._model.errors import ApiError, ConnectionFailed, CredentialsError, Denied, ImageopsError
from .._model.region_id import check_known, check_region
from .answer import Answer, part, text, unwrap
from .connection import Connection
from .credentials import SESSION_NAME, Source
from .keys import AssumedRole, Credential
from .pace import Pace
from .sdk import ECS, STS, TEA, Service, load, load_client
from .threads import side_by_side
from .transport import Transport, request_id_of

Item = TypeVar("Item")
Result = TypeVar("Result")
USER_AGENT = "imageops.alicloud"
# What the actions that only read begin with; every other one that worked has changed something.
READING = ("Describe", "Get", "List", "Query")
# DescribeRegions answers alike in every region; STS and RAM have no regions that matter here.
ANYWHERE = "cn-hangzhou"


class Session:
    """A caller's way to the cloud. Safe to use from several threads."""

    def __init__(self, connection: Connection, user_agent: str = USER_AGENT) -> None:
        self.connection = connection
        self._user_agent = user_agent
        self._lock = threading.Lock()
        self._sent: Counter[str] = Counter()
        self._written: dict[str, list[str]] = {}
        self._transports: dict[tuple[str, str, str], Transport] = {}
        self._paces: dict[str, Pace] = {}
        self._answered = {ANYWHERE}
        self._known_regions: tuple[str, ...] | None = None
        self._source = Source(connection, self._exchange)
        self._credential: Credential = AssumedRole(self._assume_role) if connection.assume_role_arn else self._source

    def as_consumer(self, role_arn: str, profile: str) -> Session:
        """A session with a consumer's credentials: a profile in place of this one's, a role assumed with either."""
        connection = replace(self.connection, assume_role_arn=role_arn, assume_role_external_id="")
        if profile:
            connection = replace(connection, profile=profile, access_key_id="", access_key_secret="", security_token="")
        return Session(connection, self._user_agent)

    @property
    def api_calls(self) -> dict[str, int]:
        """How many requests were sent so far, by action. One that was repeated counts each time."""
        with self._lock:
            return dict(sorted(self._sent.items()))

    @property
    def request_ids(self) -> dict[str, list[str]]:
        """The ids of the requests that changed something, by action, which the cloud's audit trail knows."""
        with self._lock:
            return {action: list(ids) for action, ids in sorted(self._written.items())}

    @property
    def credentials(self) -> str:
        """Where the keys came from, in words, and the role that was assumed with them; empty before the first call."""
        role = self.connection.assume_role_arn
        return f"{self._source.name}, and the role {role}" if role and self._source.name else self._source.name

    @property
    def secrets(self) -> set[str]:
        """Secrets that profiles and the like gave so far, in all forms that texts give them."""
        return set(self._source.secrets)

    def call(
        self,
        service: Service,
        region: str,
        action: str,
        query: Mapping[str, Any],
        also_retry: tuple[str, ...] = (),
        *,
        repeatable: bool = True,
    ) -> Answer:
        """Call an action; see Transport.call. Raises InvalidInput for a region that is none."""
        own_host = region in service.shared_hosts and "RegionId" not in query
        transport = self._transport(service, region, own_host=own_host)
        answer = transport.call(action, query, also_retry, repeatable=repeatable)
        if not action.startswith(READING) and (request_id := request_id_of(answer)):
            with self._lock:
                self._written.setdefault(action, []).append(request_id)
        self._answered.add(region)
        return answer

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[tuple[Item, Result | ImageopsError]]:
        """Run `work` on every item with bounded concurrency; an item's error takes the place of its result."""
        return side_by_side(work, items, self.connection.concurrency)

    def gather(
        self, work: Callable[[Item], Result], items: Iterable[Item], naming: Callable[[Item], str] | None = None
    ) -> list[Result]:
        """Like `map`, for work that must succeed on every item: raises the first error after all have ended.

        `naming` names the item in that error: `cluster c-1`.
        """
        return [_checked(item, result, naming) for item, result in self.map(work, list(items))]

    def gather_readable(
        self, work: Callable[[Item], Result], items: Iterable[Item], naming: Callable[[Item], str] | None = None
    ) -> tuple[dict[Item, Result], dict[Item, str]]:
        """Like `gather`, with the results by item, and apart the missing right of each item that may not be read."""
        found: dict[Item, Result] = {}
        denied: dict[Item, str] = {}
        for item, result in self.map(work, list(items)):
            if isinstance(result, Denied):
                denied[item] = result.permission
            else:
                found[item] = _checked(item, result, naming)
        return found, denied

    def _transport(self, service: Service, region: str, *, own_host: bool) -> Transport:
        # Regions of tags, plans and records become hosts, too.
        check_region("region", region)
        endpoint = f"{service.name}.{region}.aliyuncs.com" if own_host else ""
        with self._lock:
            transport = self._transports.get((service.name, region, endpoint))
            if transport is None:
                pace = self._paces.setdefault(service.name, Pace())
                transport = self._connect(service, region, self._credential, pace, endpoint)
                self._transports[service.name, region, endpoint] = transport
            return transport

    def _connect(
        self, service: Service, region: str, credential: Credential | None, pace: Pace, endpoint: str = ""
    ) -> Transport:
        return Transport(
            service,
            region,
            self._client(service, region, credential, endpoint),
            pace,
            self.connection.max_attempts,
            via=self._via,
            count=self._count,
            doubt=None if service.central else lambda: self._doubt(region),
            is_signed=credential is not None,
        )

    def _doubt(self, region: str) -> None:
        """Raise InvalidInput for a region that ECS does not list; what cannot be asked is no proof."""
        if region in self._answered:
            return
        try:
            if self._known_regions is None:
                answer = self.call(ECS, ANYWHERE, "DescribeRegions", {}, repeatable=False)
                self._known_regions = tuple(text(item, "RegionId") for item in unwrap(answer, "Regions", "Region"))
        except (ApiError, ConnectionFailed, CredentialsError):
            return
        check_known("region", region, self._known_regions)

    def _count(self, action: str) -> None:
        with self._lock:
            self._sent[action] += 1

    def _client(self, service: Service, region: str, credential: Credential | None, endpoint: str) -> Any:
        connection = self.connection
        config = load("alibabacloud_tea_openapi.models", TEA).Config(
            credential=credential,
            region_id=region,
            endpoint=endpoint or self._endpoint(service, region) or None,
            protocol="http" if connection.emulator_url else "https",
            http_proxy=connection.emulator_url or connection.proxy_url or None,
            https_proxy=connection.proxy_url or None,
            ca=connection.ca_bundle or None,
            connect_timeout=connection.connect_timeout * 1000,
            read_timeout=connection.read_timeout * 1000,
            max_idle_conns=connection.concurrency,
            user_agent=self._user_agent,
        )
        return load_client(service)(config)

    @property
    def _via(self) -> str:
        connection = self.connection
        proxy = connection.emulator_url or connection.proxy_url.rpartition("@")[2]
        return f" through {proxy}" if proxy else ""

    def _endpoint(self, service: Service, region: str) -> str:
        if self.connection.vpc_endpoints and service.has_vpc_endpoint:
            # The SDK's endpoint map would win over its network setting and give a public host.
            return f"{service.name}-vpc.{region}.aliyuncs.com"
        return service.central

    def _assume_role(self) -> Answer:
        connection = self.connection
        query = {
            "RoleArn": connection.assume_role_arn,
            "RoleSessionName": connection.assume_role_session_name or SESSION_NAME,
        }
        if connection.assume_role_external_id:
            query["ExternalId"] = connection.assume_role_external_id
        return self._exchange("AssumeRole", query, self._source)

    def _exchange(self, action: str, query: Mapping[str, str], source: Credential | None, host: str = "") -> Answer:
        """Get the credentials of a role's session from STS; with no source the call is not signed."""
        region = self.connection.region or ANYWHERE
        answer = self._connect(STS, region, source, Pace(), host).call(action, query)
        return part(answer, "Credentials", is_required=True)


def _checked(item: Item, result: Result | ImageopsError, naming: Callable[[Item], str] | None) -> Result:
    """Return a result of `map`; raise an error with the name of its item."""
    if isinstance(result, ImageopsError):
        result.subject = naming(item) if naming else result.subject
        raise result
    return result
