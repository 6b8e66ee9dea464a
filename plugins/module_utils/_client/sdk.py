# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The vendor SDK, loaded when first needed: every task pays for start-up, and each service has its own package."""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.util
import logging
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .._model.errors import MissingLibrary


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A cloud service: the SDK package that knows it and its endpoints.

    `central` is the host of a service that has one for all regions. Without it the SDK's endpoint rules decide
    (the SDK would build a regional RAM host for regions it does not list, and there is none). In `shared_hosts` the SDK
    sends a region to a host of several regions, where a call without RegionId would mean another one. `routes` are the
    actions of the ROA style, where method and path say the operation; the path's parameters are in braces.
    """

    name: str
    version: str
    module: str
    library: str
    central: str = ""
    has_vpc_endpoint: bool = True
    shared_hosts: frozenset[str] = frozenset()
    routes: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)


# Container Service for Kubernetes (ACK) is optional like Auto Scaling. Its endpoints in VPCs have no source.
CS = Service(
    name="cs",
    version="2015-12-15",
    module="alibabacloud_cs20151215",
    library="alibabacloud-cs20151215",
    has_vpc_endpoint=False,
    routes={
        "DescribeClustersV1": ("GET", "/api/v1/clusters"),
        "DescribeClusterNodePools": ("GET", "/clusters/{ClusterId}/nodepools"),
        "ModifyClusterNodePool": ("PUT", "/clusters/{ClusterId}/nodepools/{NodepoolId}"),
    },
)
ECS = Service(
    name="ecs",
    version="2014-05-26",
    module="alibabacloud_ecs20140526",
    library="alibabacloud-ecs20140526",
    shared_hosts=frozenset(
        {"cn-hangzhou-finance", "cn-shanghai-finance-1", "cn-shenzhen-finance-1", "cn-north-2-gov-1"}
    ),
)
# Auto Scaling is optional: nothing but the search for users of images, and their change, needs it.
ESS = Service(
    name="ess",
    version="2022-02-22",
    module="alibabacloud_ess20220222",
    library="alibabacloud-ess20220222",
    shared_hosts=frozenset(
        {
            "ap-southeast-1", "cn-beijing", "cn-hangzhou", "cn-hangzhou-finance", "cn-hongkong", "cn-nanjing",
            "cn-north-2-gov-1", "cn-qingdao", "cn-shanghai", "cn-shanghai-finance-1", "cn-shenzhen",
            "cn-shenzhen-finance-1", "us-east-1", "us-west-1",
        }
    ),
)  # fmt: skip
KMS = Service(name="kms", version="2016-01-20", module="alibabacloud_kms20160120", library="alibabacloud-kms20160120")
OOS = Service(
    name="oos",
    version="2019-06-01",
    module="alibabacloud_oos20190601",
    library="alibabacloud-oos20190601",
    has_vpc_endpoint=False,
)
RAM = Service(
    name="ram",
    version="2015-05-01",
    module="alibabacloud_ram20150501",
    library="alibabacloud-ram20150501",
    central="ram.aliyuncs.com",
    has_vpc_endpoint=False,
)
RESOURCE_MANAGER = Service(
    name="resourcemanager",
    version="2020-03-31",
    module="alibabacloud_resourcemanager20200331",
    library="alibabacloud-resourcemanager20200331",
    central="resourcemanager.aliyuncs.com",
    has_vpc_endpoint=False,
)
RESOURCE_SHARING = Service(
    name="resourcesharing",
    version="2020-01-10",
    module="alibabacloud_resourcesharing20200110",
    library="alibabacloud-resourcesharing20200110",
    has_vpc_endpoint=False,
)
STS = Service(
    name="sts",
    version="2015-04-01",
    module="alibabacloud_sts20150401",
    library="alibabacloud-sts20150401",
    central="sts.aliyuncs.com",
)

SERVICES = (CS, ECS, ESS, KMS, OOS, RAM, RESOURCE_MANAGER, RESOURCE_SHARING, STS)

# The package that all of them are made with.
TEA = "alibabacloud-tea-openapi"
LOADING = threading.Lock()


def load(module: str, library: str) -> Any:
    """Import a module of the SDK. Raises MissingLibrary."""
    try:
        loaded = importlib.import_module(module)
    except ModuleNotFoundError as error:
        # A module process has the collection as a ZIP file without it; the action knows the path then.
        file = Path(__file__).parents[3] / "requirements.txt"
        raise MissingLibrary(library, sys.executable, str(file) if file.is_file() else "") from error
    # The credentials library logs whole requests, tokens included, when a call of its own fails.
    logging.getLogger("credentials").disabled = True
    return loaded


def load_client(service: Service) -> Any:
    """A service's client class. Raises MissingLibrary.

    Its typed models are a thousand modules, which took half of a task's start-up, and calls go without them: they load
    when one is used.
    """
    # Sessions of several accounts do this side by side, and a module can be put off only once.
    with LOADING:
        package = load(service.module, service.library)
        name = f"{service.module}.models"
        spec = None if name in sys.modules else importlib.util.find_spec(name)
        if spec and spec.loader:
            spec.loader = importlib.util.LazyLoader(spec.loader)
            sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
            # Without it the client's import of the package's models would look into them, and so load them.
            package.models = sys.modules[name]
        client = load(f"{service.module}.client", service.library).Client
        _share_tls()
        return client


@functools.cache
def _share_tls() -> None:
    """Let the SDK's connections to all hosts share one TLS context; so do processes that are forked from this one.

    The SDK makes one for each host, even where it speaks plain HTTP. To read the certificates for it takes as much CPU
    as ten calls. An SDK whose parts have other names stays unchanged.
    """
    core = load("darabonba.core", TEA)
    make = getattr(getattr(core, "DaraCore", None), "get_adapter", None)
    adapter = getattr(core, "_TLSAdapter", None)
    if make is None or adapter is None:
        return
    # Its sizes are those that this version of the SDK wants; the oldest knows no `pool_size`.
    first = make("https")
    sizes = first.__getstate__()

    def get_adapter(prefix: str, tls_min_version: str | None = None, pool_size: int | None = None) -> Any:
        if tls_min_version is not None:
            return make(prefix, tls_min_version, *([pool_size] if pool_size else []))
        return adapter(
            ssl_context=first.ssl_context,
            pool_connections=sizes["_pool_connections"],
            pool_maxsize=pool_size or sizes["_pool_maxsize"],
        )

    core.DaraCore.get_adapter = staticmethod(get_adapter)


@functools.cache
def load_all() -> None:
    """Import the SDK for all services, for processes forked from this one; skip packages that are not installed."""
    for service in SERVICES:
        with contextlib.suppress(MissingLibrary):
            load_client(service)


def reread_environment() -> None:
    """Let the SDK read credentials from the environment again: it keeps those of when it was imported."""
    if module := sys.modules.get("alibabacloud_credentials.utils.auth_util"):
        importlib.reload(module)
