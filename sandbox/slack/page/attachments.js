// Secondary attachments: a bar of colour, then blocks, or the older fields.
// Source: docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments.

import { renderBlocks } from "./blocks.js";
import { h, link } from "./dom.js";
import { picture } from "./media.js";
import { mrkdwn } from "./mrkdwn.js";
import { clock } from "./state.js";

const NAMED = { good: "var(--good)", warning: "var(--warn)", danger: "var(--danger)" };

function colorOf(color) {
  if (NAMED[color]) return NAMED[color];
  return /^#?[0-9a-f]{3}([0-9a-f]{3})?$/i.test(color ?? "") ? `#${color.replace("#", "")}` : "var(--line-strong)";
}

function fields(list) {
  return h("dl", { class: "attachment-fields" }, list.map((field) => h("div", { class: field.short ? "" : "wide" },
    field.title ? h("dt", {}, field.title) : null, h("dd", { class: "prose" }, mrkdwn(String(field.value ?? ""))))));
}

function older(each) {
  const title = each.title ? (each.title_link ? link(each.title_link, each.title) : each.title) : null;
  const footer = [each.footer, each.ts ? clock(Number(each.ts), { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) : null].filter(Boolean).join(" · ");
  return [
    each.author_name ? h("div", { class: "attachment-author" }, each.author_link ? link(each.author_link, each.author_name) : each.author_name) : null,
    title ? h("div", { class: "attachment-title" }, title) : null,
    each.text ? h("div", { class: "prose" }, mrkdwn(each.text)) : null,
    each.fields?.length ? fields(each.fields) : null,
    each.image_url ? picture({ image_url: each.image_url, alt_text: each.fallback || each.title }, "picture") : null,
    footer ? h("div", { class: "attachment-footer" }, footer) : null,
  ];
}

export function attachment(each, surface) {
  const box = h("div", { class: "attachment" }, each.blocks?.length ? renderBlocks(each.blocks, surface) : older(each));
  box.style.borderLeftColor = colorOf(each.color);
  return each.pretext ? h("div", {}, h("div", { class: "prose" }, mrkdwn(each.pretext)), box) : box;
}
