// Messages: the channel and the open thread. Nodes are kept while their message stays the same, so
// that an update in place does not take the focus or the scroll position from whoever is reading.

import * as api from "./api.js";
import { author, renderBlocks } from "./blocks.js";
import { h, toast } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { clock, state } from "./state.js";

const NEAR_END = 80;

/** What acting in a message does. */
function surfaceOf(message) {
  const where = { user: state.me, channel: message.channel, ts: message.ts };
  const send = async (name, block, element, value) => {
    const seen = await api.post(name, { ...where, block_id: block.block_id, action_id: element.action_id, value });
    if (!seen.ok) toast(seen.error ?? `The app did not answer (${seen.status}).`);
  };
  return {
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

function threadLine(message, openThread) {
  if (!message.reply_count) return null;
  const words = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  return h("button", { type: "button", class: "thread-link", onclick: () => openThread(message.ts) },
    words, h("span", { class: "thread-time" }, ` last ${clock(Number(message.latest_reply))}`));
}

function render(message, openThread) {
  const { avatar, name } = author(message);
  const day = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  const shown = message.blocks?.length ? renderBlocks(message.blocks, surfaceOf(message)) : h("div", { class: "prose" }, mrkdwn(message.text));
  return h("article", { class: `message ${message.only ? "private" : ""}`, "data-ts": message.ts, "aria-label": message.text.slice(0, 200) || "Message" },
    avatar,
    h("div", { class: "message-body" },
      message.only ? h("p", { class: "only-you" }, "Only visible to you") : null,
      h("div", { class: "byline" }, name,
        h("time", { datetime: new Date(message.ts * 1000).toISOString(), title: clock(Number(message.ts), day) }, clock(Number(message.ts))),
        message.edited && !message.only ? h("span", { class: "edited" }, "edited") : null,
        openThread && !message.only ? h("button", { type: "button", class: "reply-button", "aria-label": "Reply in thread", onclick: () => openThread(message.ts) }, "Reply") : null),
      shown,
      openThread ? threadLine(message, openThread) : null));
}

/** Remember what has the focus inside a message, to give it back to the same control afterwards. */
function focusIn(node) {
  const action = node.contains(document.activeElement) ? document.activeElement.dataset.action : null;
  return (fresh) => action && fresh.querySelector(`[data-action="${CSS.escape(action)}"]`)?.focus();
}

/** Bring a list of message nodes up to date with `messages`. */
function reconcile(box, messages, openThread) {
  const present = new Map([...box.querySelectorAll(":scope > article")].map((node) => [node.dataset.ts, node]));
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
  let previous = null;
  for (const message of messages) {
    const version = JSON.stringify([message, state.me]);
    let node = present.get(message.ts);
    present.delete(message.ts);
    if (node?.version !== version) {
      const fresh = render(message, openThread);
      fresh.version = version;
      if (node) {
        const giveBack = focusIn(node);
        node.replaceWith(fresh);
        giveBack(fresh);
      }
      node = fresh;
    }
    if (previous ? previous.nextSibling !== node : box.firstChild !== node) {
      if (previous) previous.after(node);
      else box.prepend(node);
    }
    previous = node;
  }
  present.forEach((node) => node.remove());
  box.querySelector(":scope > .empty")?.remove();
  if (!messages.length) box.append(emptyNote());
  if (atEnd) box.scrollTop = box.scrollHeight;
}

function emptyNote() {
  return h("div", { class: "empty" },
    h("p", {}, "Nothing here yet."),
    h("p", {}, "Type ", h("kbd", {}, "/ddbdr help"), " below to begin, or ", h("kbd", {}, "@ddbdr"), " to mention the app."));
}

/** Fetch what this person sees in a channel. */
async function seen(channel) {
  const [common, mine] = await Promise.all([api.get(`channel/${channel}?limit=200`), api.get(`ephemeral/${state.me}?limit=200`)]);
  const own = mine.messages.filter((each) => each.channel === channel).map((each) => ({ ...each, only: true }));
  return { messages: common.messages ?? [], own };
}

const byTime = (a, b) => Number(a.ts) - Number(b.ts);

/** Show the channel and, if one is open, the thread. */
export async function showMessages(channel, openThread) {
  const { messages, own } = await seen(channel);
  if (state.place !== channel) return;
  const inChannel = own.filter((each) => !each.thread_ts);
  reconcile(document.getElementById("messages"), [...messages, ...inChannel].sort(byTime), openThread);
  const parent = messages.find((each) => each.ts === state.thread);
  const list = document.querySelector("#thread .messages");
  if (!list) return;
  const inThread = own.filter((each) => each.thread_ts === state.thread);
  reconcile(list, parent ? [parent, ...[...parent.replies, ...inThread].sort(byTime)] : [], null);
}
