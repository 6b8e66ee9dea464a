# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What pages show to be typed: the commands of their `console` blocks."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

# Where the checkout's own tools are named; those of the environment are the same.
OWN_TOOLS = re.compile(r"(?:ANSIBLE_COLLECTIONS_PATH=\S+ )?\.venv/bin/(?=ansible)")
RUNNABLE = re.compile(r"(?:ansible|ansible-doc|ansible-playbook|export) ")
# What readers put their own in place of, and what only a checkout has.
PLACEHOLDERS = ("...", "your_playbook.yml", "/.venv/")
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[str]:
    """Each command of a page, a continued one as one line, without its prompt and trailing comment."""
    found = []
    for block in BLOCK.findall(page):
        joined = re.sub(r"\\\n\s*", "", block)
        found += [re.sub(r"\s+# .*", "", line[2:]).strip() for line in joined.splitlines() if line.startswith("$ ")]
    return found


def inventories(page: str) -> list[str]:
    """The page's files of inventory, which begin with a comment that names them."""
    return re.findall(r"^```yaml\n(# \S+\.image_sites\.yml\n.*?)^```", page, re.MULTILINE | re.DOTALL)


def guides(root: Path) -> list[Path]:
    """The guides, in the order of their names."""
    return sorted((root / "docs" / "guides").glob("*.md"))


def runnable(page: str) -> list[str]:
    """The commands of a page that can be run as they are by an installed collection."""
    found = [OWN_TOOLS.sub("", command) for command in commands(page)]
    return [one for one in found if RUNNABLE.match(one) and not any(part in one for part in PLACEHOLDERS)]


if __name__ == "__main__":
    part = {"commands": runnable, "inventories": inventories}[sys.argv[1]]
    print(json.dumps([one for page in sys.argv[2:] for one in part(Path(page).read_text("utf-8"))]))
