// One message: who, when, what, and what hangs on it.

import { linkTo } from "./address.js";
import * as api from "./api.js";
import { attachment } from "./attachments.js";
import { renderBlocks } from "./blocks.js";
import { h, iconButton } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { dismiss } from "./kept.js";
import { longer } from "./longer.js";
import { uploaded } from "./media.js";
import { mrkdwn, wordsOf } from "./mrkdwn.js";
import { sayTrouble, toast } from "./notices.js";
import { reactions } from "./reactions.js";
import { clock, nameOf, state } from "./state.js";

const FACES = 4; // of those who replied
const FULL = { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

/** What acting in a message does. */
function surfaceOf(message) {
  const where = { user: state.me, channel: message.channel, ts: message.ts };
  const send = async (name, block, element, value) => {
    sayTrouble(await api.post(name, { ...where, block_id: block.block_id, action_id: element.action_id, value }));
  };
  return {
    key: message.ts,
    channel: message.channel,
    act: (block, element, value) => send("click", block, element, value),
    enter: (block, element, value) => send("select", block, element, value),
    suggest: (element, text) => api.post("suggest", { ...where, action_id: element.action_id, value: text }),
    valueOf: (block, element) => message.chosen?.[state.me]?.[block.block_id]?.[element.action_id] ?? initial(element),
  };
}

function initial(element) {
  const entry = Object.entries(element).find(([name]) => name.startsWith("initial_"));
  return entry ? { [entry[0].replace("initial_", "selected_")]: entry[1] } : null;
}

export function avatar(user, name, looks = "") {
  return h("span", { class: `avatar ${user === state.bot ? "bot" : ""} ${looks}`, "data-user": user, "aria-hidden": "true" }, name.slice(0, 1));
}

/** Who a message is from: an app may give itself another name. */
const nameIn = (message) => message.username ?? nameOf(message.user);

function edited(message) {
  if (!message.edited || message.only) return null;
  return h("span", { class: "edited", title: `Edited ${clock(Number(message.edited.ts), FULL)}` }, " (edited)");
}

function byline(message) {
  const at = Number(message.ts);
  const bot = message.user === state.bot;
  return h("div", { class: "byline" },
    h("span", { class: "author" }, nameIn(message)), bot ? h("span", { class: "tag" }, "App") : null,
    h("time", { datetime: new Date(at * 1000).toISOString(), title: clock(at, FULL) }, clock(at)),
    message.blocks?.length ? edited(message) : null);
}

function repliesLine(message, openThread) {
  if (!message.replies.size) return null;
  const replies = [...message.replies.values()];
  const who = [...new Set(replies.map((reply) => reply.user))];
  const words = `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`;
  const last = replies.reduce((latest, reply) => (reply.ts > latest ? reply.ts : latest), "");
  return h("button", { type: "button", class: "thread-link", "data-key": "thread", "aria-label": `${words} from ${who.map(nameOf).join(", ")}, last at ${clock(Number(last))}`, onclick: () => openThread(message.ts) },
    h("span", { class: "faces" }, who.slice(0, FACES).map((user) => avatar(user, nameOf(user), "small"))),
    h("span", { class: "thread-count" }, words), h("span", { class: "thread-time" }, `Last reply ${clock(Number(last))}`));
}

async function copyLink(message) {
  try {
    await navigator.clipboard.writeText(linkTo(message));
    toast("Link copied.");
  } catch {
    toast(linkTo(message));
  }
}

function tools(message, openThread, redraw) {
  if (message.only) {
    return h("p", { class: "only-you" }, icon("eye"), " Only visible to you · ",
      h("button", { type: "button", class: "link-button", "data-key": "dismiss", onclick: () => { dismiss(state.me, message.ts); redraw(); } }, "Dismiss message"));
  }
  return h("div", { class: "tools" },
    openThread ? iconButton(icon("reply"), "Reply in thread", () => openThread(message.ts), { "data-key": "reply" }) : null,
    iconButton(icon("link"), "Copy link to message", () => copyLink(message), { "data-key": "link" }));
}

function content(message) {
  const surface = surfaceOf(message);
  const blocks = message.blocks?.length ? renderBlocks(message.blocks, surface) : null;
  const words = !blocks && message.text ? longer(h("div", { class: "prose" }, mrkdwn(message.text), edited(message)), message.text, message.ts) : null;
  return [words, blocks, (message.attachments ?? []).map((each) => attachment(each, surface)), (message.files ?? []).map(uploaded), reactions(message)];
}

/**
 * Draw a message. `compact` leaves out who wrote it (the one before is theirs too); without
 * `openThread` it stands in a thread already; `redraw` shows the list again.
 */
export function drawMessage(message, { compact, openThread, redraw }) {
  const at = Number(message.ts);
  const label = `${nameIn(message)}, ${clock(at)}: ${wordsOf(message.text).slice(0, 200) || "message"}`;
  const side = compact
    ? h("time", { class: "gutter-time", datetime: new Date(at * 1000).toISOString(), title: clock(at, FULL) }, clock(at))
    : message.icons?.emoji ? h("span", { class: "avatar bot", "aria-hidden": "true" }, withEmoji(message.icons.emoji)) : avatar(message.user, nameIn(message));
  return h("article", { class: `message ${message.only ? "private" : ""} ${compact ? "compact" : ""}`, "data-ts": message.ts, "data-key": message.ts, "aria-label": label, tabindex: "-1" },
    h("div", { class: "gutter" }, side),
    h("div", { class: "message-body" },
      message.only ? tools(message, openThread, redraw) : null,
      compact ? null : byline(message),
      content(message),
      openThread ? repliesLine(message, openThread) : null),
    message.only ? null : tools(message, openThread, redraw));
}
