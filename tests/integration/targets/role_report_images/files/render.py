# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Print the page of the data in a directory as records of runs have it, which is without Ansible's templating."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

COLLECTIONS = next(path for path in Path(__file__).resolve().parents if path.name == "ansible_collections").parent


def main() -> None:
    sys.path.insert(0, str(COLLECTIONS))
    page = importlib.import_module("ansible_collections.imageops.alicloud.plugins.plugin_utils._page")
    directory, (name, title, language) = Path(sys.argv[1]), sys.argv[2:]
    report = json.loads((directory / f"{name}.json").read_text()) if name.startswith("report") else {}
    audit = json.loads((directory / f"{name.replace('report', 'audit')}.json").read_text())
    sys.stdout.write(page.render_page(report, audit, name=name, title=title, language=language))


if __name__ == "__main__":
    main()
