// card, carousel, container, alert.

import { h, iconButton } from "./dom.js";
import { renderElement } from "./elements.js";
import { picture } from "./media.js";
import { recall, remember } from "./memory.js";
import { textOf, wordsOf } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

const LEVELS = { info: ["ℹ", "Info"], warning: ["⚠", "Warning"], error: ["✘", "Error"], success: ["✔", "Done"] };

export function alert(block) {
  const [sign, word] = LEVELS[block.level] ?? [];
  return h("div", { class: `alert ${block.level ?? "default"}`, role: "note" },
    sign ? h("span", { class: "alert-sign", "aria-hidden": "true" }, sign) : null,
    h("div", { class: "prose" }, word ? h("strong", {}, `${word}: `) : null, textOf(block.text)));
}

export function card(block, surface) {
  const part = (name, tag) => (block[name] ? h(tag, { class: `card-${name} prose` }, textOf(block[name])) : null);
  return h("div", { class: "card", role: "group", "aria-label": wordsOf(block.title) || "Card" },
    block.hero_image ? picture(block.hero_image, "hero") : null,
    h("div", { class: "card-words" },
      h("div", { class: "card-top" }, block.icon ? picture(block.icon, "icon") : null,
        h("div", {}, part("title", "div"), part("subtitle", "div"))),
      part("body", "div"), part("subtext", "div"),
      block.actions?.length ? h("div", { class: "actions" }, block.actions.map((each) => renderElement(block, each, surface))) : null));
}

export function carousel(block, surface) {
  const row = h("div", { class: "carousel-cards", tabindex: "0", role: "group", "aria-label": `${block.elements.length} cards` }, block.elements.map((each) => card(each, surface)));
  const move = (step) => () => row.scrollBy({ left: step * row.clientWidth * 0.8 });
  return h("div", { class: "carousel" }, row, block.elements.length > 1
    ? h("div", { class: "carousel-buttons" }, iconButton("‹", "Previous cards", move(-1)), iconButton("›", "Next cards", move(1))) : null);
}

/** Blocks in a frame with a title; `children` are drawn already, `key` is where its fold is remembered. */
export function container(block, children, key) {
  const words = block.rich_text_title ? richText(block.rich_text_title) : textOf(block.title);
  const head = [block.icon ? picture(block.icon, "icon") : null,
    h("span", { class: "container-words" }, h("span", { class: "container-title" }, words), block.subtitle ? h("span", { class: "container-subtitle" }, textOf(block.subtitle)) : null)];
  const looks = `container ${block.width ?? "standard"} ${block.has_header_divider ? "divided" : ""}`;
  if (!block.is_collapsible) return h("div", { class: looks, role: "group", "aria-label": wordsOf(block.title) || null }, h("div", { class: "container-head" }, head), h("div", { class: "container-inside" }, children));
  const box = h("details", { class: looks, open: recall(key, !block.default_collapsed) }, h("summary", { class: "container-head", "data-key": `${key}/fold` }, head), h("div", { class: "container-inside" }, children));
  box.addEventListener("toggle", () => remember(key, box.open));
  return box;
}
