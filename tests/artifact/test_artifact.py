# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a stranger installs: the built collection in a clean environment, without the checkout and without make."""

from __future__ import annotations

import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.artifact.stranger import Stranger
from tests.workspace import BIN, copy_collection, kept_files

LARGEST_BYTES = 1_000_000
# Files that lie around in working trees.
STRAY = (".env", "tests/integration/integration_config.yml", "plugins/modules/notes.orig", "imageops-demo/latest.json")
PARTS = {"changelogs", "docs", "emulator", "extensions", "meta", "playbooks", "plugins", "roles", "tests"}
# From the first commands of the README on, as the page says.
INSTALL = "ansible-galaxy collection install --offline {archive}"
REQUIREMENTS = ".ansible/collections/ansible_collections/imageops/alicloud/requirements.txt"
# An emulator that runs beside, as the README's page on it says, and an audit of its account.
AUDITED = """
(cd {collection} && exec python -m emulator --port-file "$HOME/port" --world playbooks/files/demo.json) &
trap 'kill $!' EXIT
until [ -e port ]; do sleep 0.1; done
export ALIBABA_CLOUD_EMULATOR_URL=http://127.0.0.1:$(cat port)
export ALIBABA_CLOUD_ACCESS_KEY_ID=demo-operator-key ALIBABA_CLOUD_ACCESS_KEY_SECRET=demo-operator-secret
ansible-playbook imageops.alicloud.audit_images -e images_region=cn-beijing -e images_run=seen -e images_report_dir=.
"""


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection, built in a working tree with stray files."""
    folder = tmp_path_factory.mktemp("tree")
    copy = copy_collection(folder)
    for name in STRAY:
        (copy / name).parent.mkdir(exist_ok=True, parents=True)
        (copy / name).write_text("SECRET=1\n")
    command = [str(BIN / "ansible-galaxy"), "collection", "build", "--output-path", str(folder / "dist"), str(copy)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = (folder / "dist").iterdir()
    return built


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory, archive: Path) -> Stranger:
    """Somebody who has just followed the first lines of the README."""
    somebody = Stranger.arriving(tmp_path_factory.mktemp("home"))
    somebody.types("pip install -q ansible-core")
    somebody.types(INSTALL.format(archive=archive))
    somebody.types(f"pip install -q -r {REQUIREMENTS}")
    return somebody


def test_the_archive_holds_what_users_need_and_no_stray_file(archive: Path) -> None:
    with tarfile.open(archive) as files:
        names = [member.name for member in files.getmembers() if member.isfile()]
    assert archive.stat().st_size <= LARGEST_BYTES
    assert {name.partition("/")[0] for name in names if "/" in name} == PARTS
    assert [name for name in names if name.startswith("tests/")] == ["tests/config.yml"]
    assert not set(names) & set(STRAY)
    kept = kept_files()
    made = {"FILES.json", "MANIFEST.json"}
    assert set(names) <= {*kept, *made}
    whole = ("emulator/", "extensions/", "meta/", "playbooks/", "plugins/", "roles/")
    assert {name for name in kept if name.startswith(whole)} <= set(names)


def test_the_demo_runs_a_whole_migration(stranger: Stranger) -> None:
    shown = stranger.types("ansible-playbook imageops.alicloud.demo")
    assert "14 ready, 7 skipped, 0 failed" in shown
    record = json.loads((stranger.home / "imageops-demo" / "latest" / "report.json").read_text())
    assert record["emulator"] is True


def test_an_audit_is_rehearsed(stranger: Stranger) -> None:
    shown = stranger.types(AUDITED.format(collection=Path(REQUIREMENTS).parent))
    assert "16 images" in shown
    shown = stranger.types(
        "ansible-playbook imageops.alicloud.rehearse_images -e images_audit_file=seen-audit/audit.json "
        "-e images_share_accounts=2000000000000002"
    )
    assert "0 images seen otherwise than in the audit" in shown


def test_the_emulator_can_be_asked_for_its_options(stranger: Stranger) -> None:
    folder = Path(REQUIREMENTS).parent
    assert "--until-ended" in stranger.types(f"cd {folder} && python -m emulator --help")
