# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write sample pages in every language, open them in Chromium, and end with what is wrong with them.

python -m tests.page .venv/npm     the folder that has axe-core and puppeteer-core
python -m tests.page .venv/npm --shots
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from plugins.module_utils._model.languages import LANGUAGES
from plugins.plugin_utils._page import render_page

from .samples import samples

HERE = Path(__file__).parent
OUTPUT = HERE.parent / "output" / "page"
PACKAGES = ("axe-core@4.14.1", "puppeteer-core@24.43.1")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _found(names: Iterable[str]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def main(arguments: list[str]) -> int:
    browser, node, npm = _found(BROWSERS), _found(("node",)), _found(("npm",))
    if not browser or not node or not npm:
        print(f"make test-page needs npm and Chromium ({', '.join(BROWSERS)}) on the PATH.")
        return 1
    tools, *options = arguments
    subprocess.run([npm, "install", "--silent", "--no-save", "--prefix", tools, *PACKAGES], check=True)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name, (report, audit) in samples().items():
        for language in LANGUAGES:
            page = render_page(report, audit, name="report" if report else "audit", language=language)
            (OUTPUT / f"{name}.{language}.html").write_text(page, "utf-8")
    command = [node, str(HERE / "look.mjs"), str(OUTPUT), str(Path(tools).resolve()), browser, *options]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
