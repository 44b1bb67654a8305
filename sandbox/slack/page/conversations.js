// What has been said: the messages loaded so far, by channel, kept up to date by the feed.
// A message here is as the control API gives it, with `replies` as a map and a `version` that
// changes whenever something about it does.

import * as api from "./api.js";

const PAGE = 60;
const channels = new Map(); // id -> {roots: ts -> message, older: whether there are more before}
const whispers = new Map(); // person -> ts -> message only they see
let serial = 0;

const changed = () => (serial += 1);
const known = (map, key, make) => map.get(key) ?? map.set(key, make()).get(key);
const channelOf = (id) => known(channels, id, () => ({ roots: new Map(), older: false }));
const inOrder = (map) => [...map.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1));

/** Take a message in, keeping the old one if nothing about it changed. */
function keep(map, fresh) {
  const { replies, ...body } = fresh;
  const raw = JSON.stringify(body);
  const before = map.get(body.ts);
  const message = before?.raw === raw ? before : { ...body, raw, replies: before?.replies ?? new Map(), version: changed() };
  if (replies) {
    message.replies.forEach((_reply, ts) => { if (!replies.some((each) => each.ts === ts)) message.replies.delete(ts); });
    replies.forEach((reply) => keep(message.replies, reply));
  }
  map.set(body.ts, message);
}

/** Fetch the newest messages of a channel; what was deleted meanwhile goes. */
export async function load(id) {
  const since = serial; // what the feed told after this is newer than the answer
  const answer = await api.get(`channel/${id}?limit=${PAGE}`);
  if (!answer.ok) return;
  const channel = channelOf(id);
  const first = answer.messages[0]?.ts ?? "";
  const meets = answer.messages.some((each) => channel.roots.has(each.ts));
  for (const ts of [...channel.roots.keys()]) {
    const isGone = ts >= first && !answer.messages.some((each) => each.ts === ts);
    if ((isGone || !meets) && channel.roots.get(ts).version <= since) channel.roots.delete(ts);
  }
  if (!meets || !channel.roots.size) channel.older = answer.older;
  answer.messages.filter((each) => !(channel.roots.get(each.ts)?.version > since)).forEach((each) => keep(channel.roots, each));
}

/** Fetch what was said before; false if there is no more. */
export async function loadOlder(id) {
  const channel = channelOf(id);
  const first = inOrder(channel.roots)[0]?.ts;
  if (!channel.older || !first) return false;
  const answer = await api.get(`channel/${id}?limit=${PAGE}&before=${first}`);
  if (!answer.ok) return false;
  channel.older = answer.older;
  answer.messages.forEach((each) => keep(channel.roots, each));
  return true;
}

export async function loadWhispers(user) {
  const answer = await api.get(`ephemeral/${user}?limit=200`);
  if (!answer.ok) return;
  whispers.set(user, new Map());
  answer.messages.forEach((each) => keep(whispers.get(user), { ...each, only: true }));
}

export const rootsOf = (id) => inOrder(channelOf(id).roots);
export const parentOf = (id, ts) => channelOf(id).roots.get(ts);
export const repliesOf = (message) => inOrder(message.replies);
export const whispersTo = (user, id) => [...known(whispers, user, () => new Map()).values()].filter((each) => each.channel === id);
export const hasOlder = (id) => channelOf(id).older;
export const forget = () => { channels.clear(); whispers.clear(); };

function hearMessage({ channel: id, message }) {
  const { roots } = channelOf(id);
  if (!message.thread_ts || message.thread_ts === message.ts) {
    keep(roots, message);
    return;
  }
  const parent = roots.get(message.thread_ts);
  if (!parent) return;
  keep(parent.replies, message);
  parent.version = changed();
}

function hearDeleted({ channel: id, ts }) {
  const { roots } = channelOf(id);
  roots.delete(ts);
  roots.forEach((root) => { if (root.replies.delete(ts)) root.version = changed(); });
}

/** Take in a change of the feed that is about messages. */
export function hear(change) {
  if (change.type === "message" && change.message) hearMessage(change);
  else if (change.type === "deleted") hearDeleted(change);
  else if (change.type === "ephemeral" && change.message) keep(known(whispers, change.user, () => new Map()), { ...change.message, only: true });
  else if (change.type === "ephemeral_deleted") whispers.get(change.user)?.delete(change.ts);
}
