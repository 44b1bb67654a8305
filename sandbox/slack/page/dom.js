// Making elements. Text always goes in as text nodes: nothing from a message is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Make an element: `h("button", {class: "x", onclick: f}, "label", child, ...)`; null is left out. */
export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** The same for a part of a drawing. */
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

let serial = 0;

/** Return an id no other element has. */
export function uniqueId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
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

/** A link that opens elsewhere and tells nobody where one came from; text if the address is none. */
export function link(url, ...words) {
  const safe = safeUrl(url);
  return safe ? h("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, ...words) : h("span", {}, ...words);
}

/** A small button with a sign on it and its name for everybody else. */
export function iconButton(sign, name, onclick, more = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": name, title: name, onclick, ...more }, typeof sign === "string" ? h("span", { "aria-hidden": "true" }, sign) : sign);
}
