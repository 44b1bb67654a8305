// What the page knows: who is looking, where, and who everybody is.

export const state = {
  me: sessionStorage.getItem("me") || "U01ALICE",
  place: "C01OPS", // a channel id, or "home"
  thread: null, // the ts of the open thread's parent
  users: new Map(),
  channels: new Map(),
  groups: new Map(),
  bot: "",
  unread: new Map(), // "user channel" -> how many
};

export function learn(workspace) {
  const byId = (list) => new Map(list.map((each) => [each.id, each]));
  state.users = byId(workspace.users);
  state.channels = byId(workspace.channels);
  state.groups = byId(workspace.groups);
  state.bot = workspace.bot;
}

/** The people one can be or choose: neither the app nor Slackbot. */
export const people = () => [...state.users.values()].filter((user) => !user.is_bot && user.id !== "USLACKBOT");
export const nameOf = (user) => state.users.get(user)?.name ?? user;
export const myZone = () => state.users.get(state.me)?.tz ?? "Etc/UTC";

/** A time of day in the zone of whoever is looking. */
export function clock(ts, options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) {
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: myZone() }).format(ts * 1000);
}

const unreadKey = (user, channel) => `${user} ${channel}`;
export const unreadOf = (channel) => state.unread.get(unreadKey(state.me, channel)) ?? 0;
export const markRead = (channel) => state.unread.delete(unreadKey(state.me, channel));

/** Count a new message for everyone who is not looking at it. */
export function countUnread(channel, author, looking) {
  for (const user of state.channels.get(channel)?.members ?? []) {
    if (user === author || (user === state.me && looking)) continue;
    state.unread.set(unreadKey(user, channel), (state.unread.get(unreadKey(user, channel)) ?? 0) + 1);
  }
}
