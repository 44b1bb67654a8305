// What somebody has not read yet, per channel, and how much of it names them.

import { rootsOf } from "./conversations.js";
import { keepRead, readUpTo } from "./kept.js";
import { isMember, state } from "./state.js";

const NAMED = /<@(U\w+)|<!subteam\^(S\w+)|<!(channel|here|everyone)|"user_id":"(U\w+)"|"usergroup_id":"(S\w+)"|"range":"(\w+)"/g;
const named = new WeakMap(); // message -> the ids it names

function namedIn(message) {
  if (!named.has(message)) named.set(message, new Set([...message.raw.matchAll(NAMED)].map((match) => match.slice(1).find(Boolean))));
  return named.get(message);
}

/** Whether a message names somebody: themselves, a group they are in, or everybody. */
export function names(message, user) {
  return [...namedIn(message)].some((id) => id === user || ["channel", "here", "everyone"].includes(id) || state.groups.get(id)?.users?.includes(user));
}

/** The messages somebody has not read in a channel. */
export function unreadFor(user, id) {
  const channel = state.channels.get(id);
  if (!channel || !isMember(channel, user)) return [];
  const mark = readUpTo(user, id) ?? "";
  return rootsOf(id).filter((message) => message.ts > mark && message.user !== user);
}

/** How many there are, and how many of them are for this person. */
export function countFor(user, id) {
  const unread = unreadFor(user, id);
  const direct = state.channels.get(id)?.is_im;
  return { unread: unread.length, mentions: direct ? unread.length : unread.filter((message) => names(message, user)).length };
}

/** All that is unread and for this person, anywhere. */
export const mentionsOf = (user) => [...state.channels.keys()].reduce((sum, id) => sum + countFor(user, id).mentions, 0);

export function markRead(id) {
  const newest = rootsOf(id).at(-1);
  if (newest) keepRead(state.me, id, newest.ts);
}
