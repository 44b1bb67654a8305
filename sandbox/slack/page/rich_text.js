// rich_text blocks: sections, lists, quotes and preformatted parts with all their inline elements.

import { date } from "./dates.js";
import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, groupMention, mention, userMention } from "./mrkdwn.js";

const STYLES = { code: "code", strike: "s", italic: "em", bold: "strong", underline: "u" };

/** A colour as its value beside a sample of it. */
function color(part) {
  const sample = h("span", { class: "color-sample", "aria-hidden": "true" });
  sample.style.backgroundColor = part.value;
  return h("span", { class: "color" }, sample, part.value);
}

const INLINE = {
  text: (part) => part.text,
  emoji: (part) => emoji(part.skin_tone ? `${part.name}::skin-tone-${part.skin_tone}` : part.name),
  user: (part) => userMention(part.user_id),
  usergroup: (part) => groupMention(part.usergroup_id),
  channel: (part) => channelMention(part.channel_id),
  team: (part) => mention(`@${part.team_id}`),
  broadcast: (part) => mention(`@${part.range}`, true),
  link: (part) => link(part.url, part.text ?? part.url),
  date: (part) => date(part.timestamp, part.format ?? "{date_short_pretty} at {time}", part.url, part.fallback),
  color,
};

function inline(part) {
  let node = INLINE[part.type]?.(part) ?? part.text ?? "";
  for (const [name, tag] of Object.entries(STYLES)) if (part.style?.[name]) node = h(tag, {}, node);
  return node;
}

const prose = (part) => h("div", { class: "prose" }, part.elements.map(inline));
const bordered = (part) => (part.border ? " bordered" : "");

const PARTS = {
  rich_text_section: prose,
  rich_text_quote: (part) => h("blockquote", { class: "prose" }, part.elements.map(inline)),
  rich_text_preformatted: (part) => h("pre", { tabindex: "0" }, h("code", {}, part.elements.map(inline))),
  rich_text_list: (part) => h(part.style === "ordered" ? "ol" : "ul",
    { class: `indent-${Math.min(part.indent ?? 0, 6)}${bordered(part)}`, start: part.offset ? part.offset + 1 : null },
    part.elements.map((each) => h("li", {}, prose(each)))),
};

export const richText = (block) => h("div", { class: "rich-text" }, block.elements.map((part) => (PARTS[part.type] ?? prose)(part)));

/** The words of a rich text alone, for sorting and searching. */
export function richWords(part) {
  if (Array.isArray(part)) return part.map(richWords).join("");
  return part.text ?? part.name ?? (part.elements ? richWords(part.elements) : "");
}
