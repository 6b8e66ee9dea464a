# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What pages show to be typed: the commands of their `console` blocks, and their files of inventory."""

from __future__ import annotations

import re
from pathlib import Path

# Galaxy and Automation Hub show README.md without the other files, so its links are whole addresses.
BLOBS = "https://github.com/imageops/imageops.alicloud/blob/main/"
RAW = "https://raw.githubusercontent.com/imageops/imageops.alicloud/main/"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[str]:
    """Each command of a page, a continued one as one line, without its prompt and trailing comment."""
    found = []
    for block in BLOCK.findall(page):
        joined = re.sub(r"\\\n\s*", "", block)
        found += [re.sub(r"\s+# .*", "", line[2:]).strip() for line in joined.splitlines() if line.startswith("$ ")]
    return found


def inventories(page: str) -> dict[str, str]:
    """The page's files of inventory by their names, which stand in a comment in the first line."""
    return dict(re.findall(r"^```yaml\n# (\S+\.image_sites\.yml)\n(.*?)^```", page, re.MULTILINE | re.DOTALL))


def guides(root: Path) -> list[Path]:
    """The guides, in the order of their names."""
    return sorted((root / "docs" / "guides").glob("*.md"))


def translated_guides(root: Path) -> list[Path]:
    """The guides in other languages, in the order of their paths."""
    return sorted((root / "docs" / "guides").glob("*/*.md"))


def readmes(root: Path) -> list[Path]:
    """The collection's first page in each language, the English one first."""
    return [root / "README.md", *sorted(root.glob("README.*.md"))]
