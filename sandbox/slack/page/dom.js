// Making elements. Text always goes in as text nodes: nothing from a message is ever parsed as HTML.

/** Make an element: `h("button", {class: "x", onclick: f}, "label", child, ...)`; null is left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

let serial = 0;

/** Return an id no other element has. */
export function uniqueId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}

/** Show one line for a few seconds, read out by screen readers. */
export function toast(words) {
  const line = h("p", { class: "toast" }, words);
  document.getElementById("toasts").append(line);
  setTimeout(() => line.remove(), 7000);
}

/** Only web addresses may become links; anything else stays text. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}
