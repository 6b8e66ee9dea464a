# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run the integration targets with ansible-test, each in its own copy of the collection against its own emulator.

Beside a failed task, a warning or deprecation that Ansible prints fails a target, unless it is the emulator's own or
its beginning is a line of the target's file `expected_warnings`, and so does what a module returned or called without
documenting it, a write in check mode, and a file that is not as its schema says; what is documented and never came is
reported once all targets have passed in one run, as `make matrix` does (tests/contract). Before ansible-core 2.19
deprecations, results and files cannot be seen here, only requests.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from packaging.version import Version

from tests.contract.checks import missing_in_suite, wrong_in_target
from tests.contract.documented import read_modules
from tests.contract.files import check_files, never_written
from tests.contract.seen import Seen, read_seen, together
from tests.emulated import emulator
from tests.workspace import BIN, ROOT, copy_collection, environment, keep_bytecode

LOGS = ROOT / "tests" / "output" / "integration"
TARGETS = Path("tests", "integration", "targets")
# What an installed collection does not have; content must work without it.
NOT_INSTALLED = (
    "tests/bench/",
    "tests/calibration/",
    "tests/contract/",
    "tests/events/",
    "tests/faults/",
    "tests/guides/",
    "tests/unit/",
)
ALWAYS_EXPECTED = ("[WARNING]: Emulator:", "[WARNING]: Deprecation warnings can be disabled")
WARNING = re.compile(r"^\[(?:WARNING|DEPRECATION WARNING)\]: .*", re.MULTILINE)
# Older cores wrap a warning at column 79; a line that long may be the beginning of the expected text.
WRAPPED = 60
LIMIT_SECONDS = 1200
# A target spends part of its time waiting.
WORKERS = min((os.cpu_count() or 1) + 1, 4)
# Each takes half a minute and more for what others touch, too; `make test-long` runs them.
LONG = (
    "account_calibration",
    "connection",
    "direct_execution",
    "examples",
    "examples_pages",
    "image_copy_absent",
    "image_copy_waiting",
    "image_info_paging",
    "images_step",
    "inventory_image_sites",
    "inventory_image_sites_found",
    "playbook_adopt_images",
    "playbook_apply_plan",
    "playbook_awx_jobs",
    "playbook_calibrate_account",
    "playbook_guard_images",
    "playbook_handle_events",
    "playbook_interrupted",
    "playbook_migrate_bad_input",
    "playbook_migrate_failures",
    "playbook_migrate_parts",
    "playbook_migrate_plain",
    "playbook_migrate_refused",
    "playbook_migrate_repoint",
    "playbook_migrate_shares",
    "playbook_migrate_sites",
    "playbook_migrate_steps",
    "playbook_migrate_system_disks",
    "playbook_plan_images",
    "playbook_rehearse_images",
    "playbook_repoint_images",
    "playbook_retire_images",
    "playbook_share_images",
    "playbook_standing_order",
    "role_encrypt_instances",
    "role_encrypt_instances_faults",
    "role_report_images",
    "role_verify_images",
)
# Modules run in forks of Ansible's worker where the Python is the playbook's. These targets run them in the ordinary
# way, by another path to the same Python.
ORDINARY = ("caller_info", "instance")
PLAYBOOKS_PYTHON = "{{ ansible_playbook_python }}"
OTHER_PATH = str(BIN / ".." / BIN.name / "python")
# Added to the copy: what records results, and the tasks' way to the emulator's control paths.
PLUGINS = Path("tests", "integration", "plugins")
RECORDER = "record_results"
# The aliases env/set/..., by which the recorder is switched on, came with 2.19.
CAN_RECORD = Version(version("ansible-core")) >= Version("2.19")
DOCUMENTED = {
    name: module for kind in ("modules", "inventory") for name, module in read_modules(ROOT / "plugins" / kind).items()
}

running: set[subprocess.Popen[str]] = set()


@dataclass(frozen=True)
class Outcome:
    target: str
    problems: list[str]
    seconds: float
    log: Path
    seen: Seen
    schemas: frozenset[str]


def unexpected_warnings(output: str, expected: list[str]) -> list[str]:
    """Return each distinct warning in Ansible's output that nobody announced."""

    def is_expected(line: str) -> bool:
        beginnings = (*ALWAYS_EXPECTED, *expected)
        return any(line.startswith(b) or (len(line) >= WRAPPED and b.startswith(line)) for b in beginnings)

    found = dict.fromkeys(match.group().rstrip() for match in WARNING.finditer(output))
    return [line for line in found if not is_expected(line)]


def prepare(folder: Path, target: str, url: str, results: Path, files: Path) -> Path:
    """Make the copy for one target: the emulator's address, deprecations switched back on, what it gives recorded."""
    copy = copy_collection(folder, without=NOT_INSTALLED)
    preloaded = folder / "preloaded"
    preloaded.mkdir()
    python = OTHER_PATH if target in ORDINARY else PLAYBOOKS_PYTHON
    variables = {"emulator_url": url, "ansible_python_interpreter": python, "preloaded_folder": str(preloaded)}
    (copy / "tests" / "integration" / "integration_config.yml").write_text(json.dumps(variables))
    with (copy / TARGETS / target / "aliases").open("a") as aliases:
        aliases.write("\ngather_facts/no\nenv/set/ANSIBLE_DEPRECATION_WARNINGS/true\n")
        aliases.write(f"env/set/ANSIBLE_CALLBACKS_ENABLED/imageops.alicloud.{RECORDER}\n")
        aliases.write(f"env/set/IMAGEOPS_RESULTS/{results}\n")
        aliases.write(f"env/set/IMAGEOPS_FILES/{files}\n")
    shutil.copytree(copy / PLUGINS, copy / "plugins", dirs_exist_ok=True)
    # ansible-test wants an SSH key pair to exist, though nothing here uses SSH; this saves needing ssh-keygen.
    keys = folder / "home" / ".ansible" / "test"
    keys.mkdir(parents=True)
    for name in ("id_rsa", "id_rsa.pub"):
        (keys / name).touch(mode=0o600)
    return copy


def kill(process: subprocess.Popen[str]) -> None:
    """Ask ansible-test and what it runs to stop, which lets Ansible stop its workers, then insist."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        time.sleep(2)
        os.killpg(process.pid, signal.SIGKILL)


def run_ansible_test(copy: Path, home: Path, log: TextIO, *arguments: str, live: bool = False) -> tuple[int, str]:
    """Run ansible-test's integration command and return its status and output, which also goes to `log`."""
    process = subprocess.Popen(
        [str(BIN / "ansible-test"), "integration", "--local", "--color", "no", *arguments],
        cwd=copy,
        env=environment(HOME=str(home)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    limit = threading.Timer(LIMIT_SECONDS, kill, [process])
    limit.start()
    running.add(process)
    lines: list[str] = []
    with process:
        for line in process.stdout or ():
            lines.append(line)
            log.write(line)
            if live:
                print(line, end="", flush=True)
    running.discard(process)
    limit.cancel()
    return process.returncode, "".join(lines)


def run_target(target: str, live: bool) -> Outcome:
    """Run one target in a folder of its own and judge it."""
    started = time.monotonic()
    log_path = LOGS / f"{target}.log"
    expected_file = ROOT / TARGETS / target / "expected_warnings"
    expected = expected_file.read_text().splitlines() if expected_file.exists() else []
    problems: list[str] = []
    results, journal, files = (LOGS / f"{target}.{kind}" for kind in ("results", "requests", "files"))
    files.mkdir()
    with (
        tempfile.TemporaryDirectory(prefix="imageops-") as name,
        log_path.open("w") as log,
        (LOGS / f"{target}.emulator.log").open("w") as emulator_log,
        emulator(Path(name), emulator_log, "--copy-seconds", "0", "--journal", str(journal)) as url,
    ):
        copy = prepare(Path(name), target, url, results, files)
        status, output = run_ansible_test(copy, Path(name) / "home", log, target, live=live)
    if status:
        problems.append("exceeded its time" if status < 0 else f"ansible-test ended with status {status}")
    problems += [f"unexpected warning: {line}" for line in unexpected_warnings(output, list(filter(None, expected)))]
    seen = read_seen(results, journal)
    problems += wrong_in_target(DOCUMENTED, seen)
    checked = check_files(sorted(files.iterdir()))
    problems += checked.wrong
    return Outcome(target, problems, time.monotonic() - started, log_path, seen, checked.schemas)


def find_targets(wanted: list[str]) -> list[str]:
    """Ask ansible-test which targets it would run."""
    with tempfile.TemporaryDirectory(prefix="imageops-") as name, (LOGS / "targets.log").open("w") as log:
        copy = copy_collection(Path(name), without=NOT_INSTALLED)
        status, output = run_ansible_test(copy, Path(name), log, "--list-targets", *wanted)
    lines = [line for line in output.splitlines() if not line.startswith("WARNING: ")]
    if status or not lines:
        sys.exit("\n".join(lines) or "no integration target found")
    return lines


def report(outcome: Outcome, live: bool) -> None:
    print(f"{'FAILED' if outcome.problems else 'ok':8}{outcome.target:32}{outcome.seconds:6.1f} s", flush=True)
    if outcome.problems and not live:
        print(outcome.log.read_text())
    for problem in outcome.problems:
        print(f"        {problem}", flush=True)


def report_missing(missing: list[str]) -> int:
    print(f"{'FAILED' if missing else 'ok':8}all that modules document was seen")
    for problem in missing:
        print(f"        {problem}")
    return 1 if missing else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Run integration targets (all, or those named).")
    parser.add_argument("targets", nargs="*", help="names of folders in tests/integration/targets")
    parser.add_argument("--workers", type=int, default=WORKERS, help="targets to run side by side")
    parser.add_argument(
        "--part", choices=("quick", "long"), help="only those that take little time, or only the others"
    )
    options = parser.parse_args()

    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    keep_bytecode()
    targets = find_targets(options.targets)
    if options.part and not options.targets:
        targets = [target for target in targets if (target in LONG) == (options.part == "long")]
    live = len(targets) == 1
    failed: list[str] = []
    seen: list[Seen] = []
    schemas: set[str] = set()
    with ThreadPoolExecutor(options.workers) as pool:
        try:
            for future in as_completed([pool.submit(run_target, target, live) for target in targets]):
                outcome = future.result()
                report(outcome, live)
                seen.append(outcome.seen)
                schemas |= outcome.schemas
                failed += [outcome.target] if outcome.problems else []
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list(running):
                kill(process)
            raise
    if failed:
        print(f"Failed: {' '.join(sorted(failed))} (logs: {LOGS.relative_to(ROOT)})")
    print(f"integration: {len(targets) - len(failed)} passed, {len(failed)} failed")
    if not failed and not options.targets and not options.part and not CAN_RECORD:
        print("not compared with the documentation: ansible-test before 2.19 hands no variables to the tests")
    if failed or options.targets or options.part or not CAN_RECORD:
        return 1 if failed else 0
    return report_missing([*missing_in_suite(DOCUMENTED, together(seen)), *never_written(schemas)])


if __name__ == "__main__":
    sys.exit(main())
