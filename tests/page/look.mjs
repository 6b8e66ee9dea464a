// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// Opens pages in Chromium at four widths, in both themes, and on paper, and prints what a reader would stumble over.
//   node look.mjs <folder of pages> <folder with node_modules> <browser> [--shots]
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, tools, browserPath, ...options] = process.argv.slice(2);
const need = createRequire(`${tools}/`);
const puppeteer = need("puppeteer-core");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [390, 800, 1024, 1400];
const THEMES = ["light", "dark"];
// axe looks at the narrowest and the widest layout; those between have the same elements.
const EXAMINED = [390, 1400];
const MOST_SHEETS = 40;

// Runs in the page: texts that are cut, that leave their box or the window, or that are broken although they must not.
const stumbles = () => {
  const found = [];
  const wide = document.scrollingElement.scrollWidth;
  if (wide > innerWidth) found.push(`the page is ${wide} px wide`);
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".out, select");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.data.trim();
    if (!text || !isShown(element) || element.closest("script, style")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    const holder = element.closest("td, th, .tile, .chip, .todo li > div, .bar > span, .card, .head, footer, .banner, button");
    const around = (holder ?? document.body).getBoundingClientRect();
    if (box.right > around.right + 1 || box.left < around.left - 1) found.push(`"${text.slice(0, 60)}" leaves its box`);
    if (box.right > innerWidth + 1 || box.left < -1) found.push(`"${text.slice(0, 60)}" leaves the window`);
    for (let outer = element; outer !== document.body; outer = outer.parentElement) {
      const style = getComputedStyle(outer);
      const isClipping = style.overflowX !== "visible" || style.textOverflow === "ellipsis";
      if (isClipping && outer.scrollWidth > outer.clientWidth + 1) found.push(`"${text.slice(0, 60)}" is cut`);
    }
    const isWhole = element.closest(".nb, .chip") || /^(\d{16}|m-[a-z0-9]{20,22})$/.test(text);
    const lines = new Set([...range.getClientRects()].filter((rect) => rect.width > 1).map((rect) => Math.round(rect.top)));
    if (isWhole && lines.size > 1) found.push(`"${text.slice(0, 60)}" is broken`);
  }
  for (const control of document.querySelectorAll("input, select, button")) {
    if (!isShown(control)) continue;
    const box = control.getBoundingClientRect();
    if (box.right > innerWidth + 1) found.push(`the control ${control.name || control.id} leaves the window`);
  }
  const table = document.querySelector("#t");
  if (table && innerWidth < 1200) {
    for (const cell of table.tBodies[0].rows[0].cells) {
      const label = getComputedStyle(cell, "::before");
      if (["none", "normal", '""'].includes(label.content)) found.push("a field has no label");
      const room = Number.parseFloat(getComputedStyle(cell).paddingLeft);
      if (label.position === "absolute" && Number.parseFloat(label.width) > room) found.push("a label lies on its field");
    }
  }
  return [...new Set(found)].slice(0, 10);
};

const examine = async (page) => {
  const answer = await page.evaluate(() => globalThis.axe.run());
  return answer.violations.map((one) => `axe ${one.id}: ${one.nodes.length} times, ${one.nodes[0].html.slice(0, 120)}`);
};

// Chromium writes each sheet as an object of its own.
const sheets = (pdf) => Buffer.from(pdf).toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

const browser = await puppeteer.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"], protocolTimeout: 0 });
const problems = [];
const count = { states: 0, examined: 0, printed: 0 };
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".html")).sort()) {
    const note = (where, found) => problems.push(...found.map((one) => `${name}, ${where}: ${one}`));
    await page.setViewport({ width: 1400, height: 900 });
    await page.goto(pathToFileURL(join(folder, name)).href);
    await page.evaluate(axe);
    // Of a fleet the screen shows 100 rows at a time, as of a run; what counts is its paper.
    for (const theme of name.startsWith("fleet") ? [] : THEMES) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
      for (const width of WIDTHS) {
        await page.setViewport({ width, height: 900 });
        await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
        note(`${width} px`, theme === THEMES[0] ? await page.evaluate(stumbles) : []);
        if (EXAMINED.includes(width)) {
          note(`${width} px ${theme}`, await examine(page));
          count.examined += 1;
        }
        count.states += 1;
        if (options.includes("--shots")) {
          const path = join(folder, `${name.replace(/\.html$/, "")}-${width}-${theme}.png`);
          await page.screenshot({ path, clip: { x: 0, y: 0, width, height: 3200 }, captureBeyondViewport: true });
        }
      }
    }
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = false; }));
    const pdf = await page.pdf({ preferCSSPageSize: true, timeout: 0, ...(options.includes("--shots") ? { path: join(folder, name.replace(/html$/, "pdf")) } : {}) });
    const number = sheets(pdf);
    if (!number || number > MOST_SHEETS) note("on paper", [`${number} sheets`]);
    if (name.startsWith("fleet")) console.log(`${name}: ${number} sheets of paper`);
    count.printed += 1;
  }
} finally {
  await browser.close();
}
problems.forEach((problem) => console.log(problem));
console.log(`${count.states} states looked at, ${count.examined} with axe-core, ${count.printed} printed: ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
