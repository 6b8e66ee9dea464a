# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Open pages in a headless Chromium over its debugging protocol and print what happened, as JSON by file.

Without Chromium it says so and ends with status 3.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--remote-debugging-port=0",
)
START_SECONDS = 60
# Runs in the page: waits until what was changed is painted, and measures.
USE = """
(async () => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const body = document.querySelector("#t tbody");
  const count = document.getElementById("count");
  const found = {
    title: document.title,
    banner: !!document.querySelector(".banner"),
    tiles: Object.fromEntries([...document.querySelectorAll(".tile")].map((tile) =>
      [tile.querySelector("span").textContent, tile.querySelector("b").textContent])),
    names: body ? [...body.rows].map((row) => row.cells[0].firstChild.textContent) : [],
    shown: body ? body.rows.length : 0,
    count: count ? count.textContent : "",
    intruders: document.querySelectorAll("main img, main b:not(.tile b), main td i:not(.w i, .k i)").length,
    scripts: document.scripts.length,
  };
  if (!body) return found;
  const search = document.getElementById("q");
  const type = async (text) => {
    const begun = performance.now();
    const before = count.textContent;
    search.value = text;
    search.dispatchEvent(new Event("input"));
    while (count.textContent === before && performance.now() - begun < 5000) await painted();
    return performance.now() - begun;
  };
  const times = [];
  for (let round = 0; round < 3; round++) {
    times.push(await type("image-00007"));
    found.searched = [count.textContent, body.rows.length];
    times.push(await type(""));
  }
  found.milliseconds = Math.min(...times.filter((_, n) => n % 2 === 0));
  found.all_milliseconds = Math.min(...times.filter((_, n) => n % 2 === 1));
  document.querySelector("a.tile.ok").click();
  await painted();
  found.ready = count.textContent;
  document.getElementById("clear").click();
  const name = document.querySelector("#t th button");
  name.click();
  name.click();
  await painted();
  found.last = body.rows[0].cells[0].firstChild.textContent;
  dispatchEvent(new Event("beforeprint"));
  found.printed = body.rows.length;
  dispatchEvent(new Event("afterprint"));
  const copy = document.querySelector("button[data-copy=lines]");
  if (copy) copy.click();
  await new Promise((done) => setTimeout(done, 300));
  found.copied = copy ? copy.textContent : "";
  return found;
})()
"""
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


class Page:
    """One tab, spoken to over its socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._next = 0
        self.problems: list[str] = []
        self.loaded = asyncio.Event()
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def listen(self) -> None:
        async for message in self._socket:
            data = json.loads(message.data)
            if "id" in data:
                self._answers.pop(data["id"]).set_result(data)
            elif data["method"] == "Page.loadEventFired":
                self.loaded.set()
            elif data["method"] in ("Runtime.exceptionThrown", "Page.javascriptDialogOpening"):
                self.problems.append(json.dumps(data["params"]))
            elif data["method"] == "Log.entryAdded" and data["params"]["entry"]["level"] == "error":
                self.problems.append(data["params"]["entry"]["text"])
            elif data["method"] == "Runtime.consoleAPICalled" and data["params"]["type"] in ("error", "warning"):
                self.problems.append(json.dumps(data["params"]["args"]))

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._next += 1
        answer = self._answers[self._next] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._next, "method": method, "params": params})
        answered = await asyncio.wait_for(answer, START_SECONDS)
        if "error" in answered:
            raise RuntimeError(f"{method}: {answered['error']}")
        return dict(answered["result"])

    async def value(self, expression: str) -> Any:
        result = await self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"]))
        return result["result"].get("value")

    async def open(self, path: Path) -> None:
        self.loaded.clear()
        await self.ask("Page.navigate", url=path.resolve().as_uri())
        await asyncio.wait_for(self.loaded.wait(), START_SECONDS)


async def look_at(page: Page, path: Path) -> dict[str, Any]:
    page.problems.clear()
    await page.ask("Emulation.setScriptExecutionDisabled", value=True)
    await page.open(path)
    document = await page.ask("DOM.getDocument")
    rows = await page.ask("DOM.querySelectorAll", nodeId=document["root"]["nodeId"], selector="#t tbody tr")
    await page.ask("Emulation.setScriptExecutionDisabled", value=False)
    await page.open(path)
    found = dict(await page.value(USE))
    colours = []
    for scheme in ("light", "dark"):
        await page.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        colours.append(await page.value(BACKGROUND))
    return {**found, "without_script": len(rows["nodeIds"]), "colours": colours, "problems": list(page.problems)}


async def look(executable: str, paths: list[Path]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [executable, *OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            port = await find_port(Path(profile, "DevToolsActivePort"))
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                    tab = next(tab for tab in await answer.json() if tab["type"] == "page")
                async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    page = Page(socket)
                    listener = asyncio.create_task(page.listen())
                    for domain in ("Page", "Runtime", "Log", "DOM"):
                        await page.ask(f"{domain}.enable")
                    found = {path.name: await look_at(page, path) for path in paths}
                    listener.cancel()
                    return found
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)


async def find_port(file: Path) -> int:
    for _attempt in range(START_SECONDS * 10):
        if file.exists() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        await asyncio.sleep(0.1)
    raise RuntimeError("Chromium did not start")


def main() -> int:
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if not executable:
        print(f"None of {', '.join(NAMES)} is installed.")
        return 3
    print(json.dumps(asyncio.run(look(executable, [Path(name) for name in sys.argv[1:]]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
