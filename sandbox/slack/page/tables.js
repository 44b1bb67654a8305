// table and data_table blocks. A data table can be sorted by its headings, filtered, and leafed through.

import { h, iconButton } from "./dom.js";
import { recall, remember } from "./memory.js";
import { richText, richWords } from "./rich_text.js";

const PAGE_SIZE = 5; // Slack's default
const FILTER_FROM = 6; // rows below which nobody needs to search

function content(cell) {
  if (!cell) return null;
  if (cell.type === "rich_text") return richText(cell);
  return cell.text ?? String(cell.value ?? "");
}

const words = (cell) => (!cell ? "" : cell.type === "rich_text" ? richWords(cell.elements) : String(cell.text ?? cell.value ?? ""));
const isNumber = (cell) => cell?.type === "raw_number" || /^\s*[$€£]?-?[\d,]+(\.\d+)?\s*(%|[KMGT]?i?B|ms|s|min|h|d)?\s*$/.test(words(cell));
const numberIn = (cell) => Number(cell.value ?? words(cell).replace(/[^\d.-]/g, ""));

function cellsOf(row, block) {
  return row.map((cell, column) => {
    const isHeader = column === block.row_header_column_index;
    const settings = block.column_settings?.[column] ?? {};
    const align = settings.align ?? (cell?.type === "raw_number" ? "right" : null);
    const looks = [align ? `align-${align}` : "", settings.is_wrapped === false ? "unwrapped" : ""].join(" ").trim();
    return h(isHeader ? "th" : "td", { class: looks || null, scope: isHeader ? "row" : null }, content(cell));
  });
}

const framed = (label, inside) => h("div", { class: "table", tabindex: "0", role: "region", "aria-label": label }, inside);

export function table(block) {
  const [head, ...rows] = block.rows;
  const heading = cellsOf(head, { ...block, row_header_column_index: undefined }).map((cell) => h("th", { scope: "col", class: cell.className || null }, ...cell.childNodes));
  return framed("Table", h("table", {}, h("thead", {}, h("tr", {}, heading)), h("tbody", {}, rows.map((row) => h("tr", {}, cellsOf(row, block))))));
}

function sorted(rows, { column, down }) {
  if (column === null) return rows;
  const numeric = rows.every((row) => isNumber(row[column]) || !words(row[column]));
  const compare = numeric
    ? (a, b) => numberIn(a[column]) - numberIn(b[column])
    : (a, b) => words(a[column]).localeCompare(words(b[column]), "en", { numeric: true });
  return [...rows].sort((a, b) => (down ? compare(b, a) : compare(a, b)));
}

/** A table of many rows; `key` is where its place is remembered. */
export function dataTable(block, key) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? PAGE_SIZE;
  let view = recall(key, { column: null, down: false, page: 0, filter: "" });
  const body = h("tbody");
  const status = h("span", { class: "table-place", role: "status" });
  const turn = (step) => () => show({ page: view.page + step });
  const back = iconButton("‹", "Previous page", turn(-1), { "data-key": `${key}/back` });
  const on = iconButton("›", "Next page", turn(1), { "data-key": `${key}/on` });
  const headings = head.map((cell, column) => {
    const sort = () => show({ column, down: view.column === column && !view.down, page: 0 });
    const isNumeric = rows.every((row) => row[column]?.type === "raw_number");
    return h("th", { scope: "col", class: isNumeric ? "align-right" : null }, h("button", { type: "button", class: "sort", "data-key": `${key}/sort${column}`, onclick: sort },
      words(cell), h("span", { class: "sort-sign", "aria-hidden": "true" })));
  });
  const filter = h("input", { class: "field filter", type: "search", placeholder: "Filter", "aria-label": `Filter ${block.caption}`, "data-key": `${key}/filter`, value: view.filter,
    oninput: () => show({ filter: filter.value, page: 0 }) });
  function show(change) {
    view = { ...view, ...change };
    remember(key, view);
    const found = rows.filter((row) => row.some((cell) => words(cell).toLowerCase().includes(view.filter.toLowerCase())));
    const pages = Math.max(1, Math.ceil(found.length / size));
    view.page = Math.min(view.page, pages - 1);
    body.replaceChildren(...sorted(found, view).slice(view.page * size, (view.page + 1) * size).map((row) => h("tr", {}, cellsOf(row, block))));
    if (!found.length) body.append(h("tr", {}, h("td", { colspan: head.length, class: "table-none" }, "No row matches")));
    headings.forEach((heading, column) => {
      const mine = view.column === column;
      heading.setAttribute("aria-sort", mine ? (view.down ? "descending" : "ascending") : "none");
      heading.querySelector(".sort-sign").textContent = mine ? (view.down ? "▾" : "▴") : "";
    });
    status.textContent = `${found.length} of ${rows.length} rows · page ${view.page + 1} of ${pages}`;
    back.disabled = view.page === 0;
    on.disabled = view.page >= pages - 1;
  }
  show({});
  return h("div", { class: "data-table" },
    h("div", { class: "table-head" }, h("span", { class: "table-title" }, block.caption), rows.length >= FILTER_FROM ? filter : null),
    framed(block.caption, h("table", {}, h("caption", { class: "unseen" }, block.caption), h("thead", {}, h("tr", {}, headings)), body)),
    rows.length > size || rows.length >= FILTER_FROM ? h("div", { class: "table-foot" }, status, back, on) : null);
}
