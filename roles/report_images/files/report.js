"use strict";
// Everything on the page is there without this script. It adds the filter, sorting, pages of rows, and copying.
(() => {
  const table = document.getElementById("t");
  const copyText = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch (error) {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 1200);
  };
  const map = document.getElementById("map");
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const regions = Object.entries(JSON.parse(map.textContent));
      const lines = regions.flatMap(([region, ids]) => Object.entries(ids).map((pair) => [region, ...pair].join("\t")));
      copyText(button.dataset.copy === "json" ? map.textContent : lines.join("\n"), button);
    });
  }
  if (!table) return;

  const PAGE = 100;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const sets = [...document.querySelectorAll("#sets li")].map((item) => item.textContent.split(" "));
  const filters = document.getElementById("filters");
  const search = document.getElementById("q");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const empty = document.getElementById("none");
  const selects = [...filters.querySelectorAll("select")];
  const texts = [];
  let found = rows;
  let shown = PAGE;

  const say = (text, values) => text.replace(/{(\w+)}/g, (gap, name) => values[name]);
  const draw = () => {
    body.replaceChildren(...found.slice(0, shown));
    const text = found.length === rows.length ? count.dataset.all : count.dataset.some;
    count.textContent = say(text, { found: found.length, count: rows.length });
    more.hidden = found.length <= shown;
    empty.hidden = found.length > 0;
  };
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.filter((select) => select.value);
    found = rows.filter((row, index) => {
      for (const select of wanted) {
        if (select.name === "account" ? !sets[row.dataset.a].includes(select.value) : row.dataset[select.name] !== select.value) return false;
      }
      if (!words.length) return true;
      texts[index] ??= row.textContent.toLowerCase();
      return words.every((word) => texts[index].includes(word));
    });
    shown = PAGE;
    draw();
  };
  const reset = () => {
    search.value = "";
    for (const select of selects) select.value = "";
  };

  const collator = new Intl.Collator(undefined, { numeric: true });
  const sortBy = (column, heading) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const keyed = rows.map((row, index) => [row.cells[column].textContent.trim(), row, texts[index]]);
    keyed.sort((a, b) => collator.compare(a[0], b[0]) * (down ? -1 : 1));
    keyed.forEach(([, row, text], index) => {
      rows[index] = row;
      texts[index] = text;
    });
    apply();
  };
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => sortBy(column, heading));
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-f]");
    if (!link) return;
    reset();
    for (const [name, value] of new URLSearchParams(link.dataset.f)) {
      const select = selects.find((one) => one.name === name);
      if (select) {
        select.hidden = false;
        select.value = value;
      }
    }
    apply();
  });
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, rows.length > 1000 ? 80 : 0);
  });
  for (const select of selects) select.addEventListener("change", apply);
  document.getElementById("clear").addEventListener("click", () => { reset(); apply(); });
  more.querySelector("button").addEventListener("click", () => { shown += 10 * PAGE; draw(); });
  addEventListener("beforeprint", () => { shown = Infinity; draw(); });
  addEventListener("afterprint", () => { shown = PAGE; draw(); });
  filters.hidden = false;
  table.classList.add("js");
  draw();
})();
