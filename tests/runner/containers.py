# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Podman with a store of its own, so that nothing of this machine's images is touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

from tests.workspace import ROOT, environment

STORE = ROOT / "dist" / "containers"
BASE_IMAGE = "localhost/ee-base:latest"
BASE_SCRIPT = ROOT / "extensions" / "execution_environment" / "base_image.sh"
# Limits and a runtime that also work where this runs in a container itself.
CONTAINERS_CONF = """
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
STORAGE_CONF = """
[storage]
driver = "overlay"
graphroot = "{store}/graph"
runroot = "{store}/run"
"""


def missing() -> str:
    """What this machine lacks for containers; empty if nothing."""
    if os.geteuid() != 0:
        return "not root"
    return ", ".join(f"no {tool}" for tool in ("podman", "runc", "debootstrap") if shutil.which(tool) is None)


def settings() -> dict[str, str]:
    """The environment that makes podman use the store."""
    STORE.mkdir(parents=True, exist_ok=True)
    (STORE / "containers.conf").write_text(CONTAINERS_CONF)
    (STORE / "storage.conf").write_text(STORAGE_CONF.format(store=STORE))
    return environment(
        CONTAINERS_CONF=str(STORE / "containers.conf"), CONTAINERS_STORAGE_CONF=str(STORE / "storage.conf")
    )


def podman(*arguments: str) -> str:
    """Run podman and return its output."""
    result = subprocess.run(["podman", *arguments], env=settings(), capture_output=True, text=True, check=True)
    return result.stdout


def make_base_image() -> None:
    """A base image without a registry, unless it is there already; it keeps this machine's way to packages."""
    known = [name for image in json.loads(podman("images", "--format", "json")) for name in image.get("Names") or ()]
    if BASE_IMAGE not in known:
        subprocess.run([str(BASE_SCRIPT), BASE_IMAGE], env=settings() | {"KEEP_SETTINGS": "yes"}, check=True)


def make_execution_environment(tag: str) -> None:
    """`make ee` as a user would run it."""
    arguments = [f"BASE_IMAGE={BASE_IMAGE}", "PKGMGR=/usr/bin/apt-get", f"EE_TAG={tag}"]
    build = "EE_BUILD_ARGS=--network=host --pull=never"
    subprocess.run(["make", "ee", *arguments, build], cwd=ROOT, env=settings(), check=True)


def size_in_megabytes(tag: str) -> int:
    """The size of an image with its base."""
    return int(json.loads(podman("image", "inspect", tag))[0]["Size"]) // 1_000_000
