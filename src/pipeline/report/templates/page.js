// What the page does besides: tables sort by their heads, charts tell the number under the pointer. Without this it says the same.
(() => {
  "use strict";

  const number = (text) => {
    const found = text.replace(/\u2212/g, "-").replace(/,/g, "").match(/-?\d+(?:\.\d+)?/);
    return found ? Number(found[0]) : null;
  };

  const order = (cells) => {
    const numbers = cells.map(number);
    const areNumbers = numbers.filter((one) => one !== null).length > cells.length / 2;
    return areNumbers
      ? (a, b) => (numbers[a] ?? -Infinity) - (numbers[b] ?? -Infinity)
      : (a, b) => cells[a].localeCompare(cells[b], document.documentElement.lang);
  };

  const sort = (table, head, column) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const compare = order(rows.map((row) => row.cells[column].textContent.trim()));
    const isDown = head.getAttribute("aria-sort") === "ascending";
    const indexes = rows.map((_, index) => index).sort((a, b) => (isDown ? compare(b, a) : compare(a, b)) || a - b);
    body.append(...indexes.map((index) => rows[index]));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
  };

  for (const table of document.querySelectorAll(".scroll table")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, column));
      head.append(button);
    });
  }

  for (const holder of document.querySelectorAll(".chart")) {
    if (!window.yearendChart) break;
    const still = holder.querySelector("svg");
    const place = document.createElement("div");
    const spec = JSON.parse(holder.querySelector("script").textContent);
    window.yearendChart(place, spec, { actions: false, renderer: "svg", tooltip: { theme: "light" } }).then(
      () => {
        const drawn = place.querySelector("svg");
        drawn.setAttribute("role", "img");
        drawn.setAttribute("aria-label", still.getAttribute("aria-label"));
        still.replaceWith(place);
      },
      () => {}, // the still picture stays
    );
  }
})();
