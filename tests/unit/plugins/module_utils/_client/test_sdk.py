# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The vendor SDK, loaded when first needed."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.module_utils._client.sdk import ECS, KMS, RAM, STS, Service, load, load_client
from plugins.module_utils._model.errors import MissingLibrary

ROOT = Path(__file__).resolve().parents[5]


def printed(program: str) -> str:
    """What a new process prints that has imported nothing of the SDK yet; it must not fail, nor complain."""
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    return found.stdout.strip()


@pytest.mark.parametrize("service", [ECS, KMS, RAM, STS], ids=lambda service: service.name)
def test_each_services_package_is_there_and_serves_the_version(service: Service) -> None:
    version = service.version.replace("-", "")

    assert load_client(service).__module__ == f"{service.module}.client"
    assert service.library == f"alibabacloud-{service.name}{version}"
    assert service.module.endswith(version)


def test_a_missing_package_is_named_as_on_pypi() -> None:
    with pytest.raises(
        MissingLibrary, match=r"The Python package alibabacloud-none is not installed for /.*/requirements\.txt"
    ) as caught:
        load("alibabacloud_none.client", "alibabacloud-none")

    assert caught.value.library == "alibabacloud-none"


def test_the_credentials_library_does_not_log_requests() -> None:
    logging.getLogger("credentials").disabled = False
    load("alibabacloud_credentials.client", "alibabacloud-credentials")

    assert logging.getLogger("credentials").disabled


def test_starting_a_module_imports_no_service_before_it_is_called() -> None:
    program = (
        "import sys; from plugins.module_utils._copies.making import apply; "
        "print([name for name in sys.modules if name.startswith(('alibabacloud', 'darabonba', 'Tea'))])"
    )

    assert printed(program) == "[]"


def test_a_services_typed_models_are_imported_when_somebody_uses_one() -> None:
    program = (
        "import sys; from plugins.module_utils._client.sdk import ECS, load_client; load_client(ECS); "
        "count = lambda: sum(name.startswith('alibabacloud_ecs20140526.models') for name in sys.modules); "
        "print(count()); from alibabacloud_ecs20140526 import models; models.CopyImageRequest(); print(count() > 1000)"
    )

    assert printed(program).split() == ["1", "True"]


def test_many_threads_load_a_service_at_once() -> None:
    program = (
        "import sys; from concurrent.futures import ThreadPoolExecutor; "
        "from plugins.module_utils._client.sdk import ECS, STS, load_client; sys.setswitchinterval(1e-6); "
        "pool = ThreadPoolExecutor(32); print(len(set(pool.map(load_client, [ECS, STS] * 64))))"
    )

    assert printed(program) == "2"


def test_all_hosts_share_one_tls_context() -> None:
    load_client(ECS)
    core = load("darabonba.core", "alibabacloud-tea-openapi").DaraCore

    adapters = [core.get_adapter("HTTPS"), core.get_adapter("HTTP", None, 20)]

    assert len({id(adapter.ssl_context) for adapter in adapters}) == 1
    assert adapters[1].poolmanager.connection_pool_kw["maxsize"] == 20
    assert core.get_adapter("HTTPS", "TLSv1.3").ssl_context is not adapters[0].ssl_context


READS = """
import os, sys
read = set()
original = type(os.environ).__getitem__
def recorded(environ, name):
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith("<") or frame.f_code.co_filename == os.__file__:
        frame = frame.f_back
    if name.upper().startswith(("ALIBABA", "ALICLOUD", "HTTP", "NO_PROXY")):
        read.add(os.path.basename(frame.f_code.co_filename))
    return original(environ, name)
type(os.environ).__getitem__ = recorded
from plugins.module_utils._client.sdk import load_all
load_all()
print(*sorted(read))
"""


def test_when_it_is_imported_the_sdk_reads_credentials_and_proxies_in_one_place() -> None:
    # What `reread_environment` lets it read again. Another place would keep credentials of before.
    assert printed(READS) == "auth_util.py"


def test_a_fork_takes_credentials_from_the_environment_as_it_is_then() -> None:
    program = (
        "import os; from plugins.module_utils._client.sdk import load_all, reread_environment; "
        "os.environ['ALIBABA_CLOUD_ACCESS_KEY_ID'] = 'before'; load_all(); "
        "os.environ['ALIBABA_CLOUD_ACCESS_KEY_ID'] = 'after'; reread_environment(); "
        "from alibabacloud_credentials.utils import auth_util; print(auth_util.environment_access_key_id)"
    )

    assert printed(program) == "after"
