// What the page knows: who is looking, where, and who everybody is.

export const state = {
  me: "",
  place: "", // a channel id, or "home"
  thread: null, // the ts of the open thread's parent
  users: new Map(),
  channels: new Map(),
  groups: new Map(),
  bot: "",
  commands: [], // {name, description, usage_hint}
  hasHome: true,
};

export function learn(workspace) {
  const byId = (list) => new Map(list.map((each) => [each.id, each]));
  state.users = byId(workspace.users);
  state.channels = byId(workspace.channels);
  state.groups = byId(workspace.groups);
  state.bot = workspace.bot;
  state.commands = workspace.app.commands;
  state.hasHome = workspace.app.home_tab;
}

/** The people one can be or choose: neither the app nor Slackbot. */
export const people = () => [...state.users.values()].filter((user) => !user.is_bot && user.id !== "USLACKBOT" && !user.deleted);
export const nameOf = (user) => state.users.get(user)?.profile?.display_name || state.users.get(user)?.name || user;
export const appName = () => nameOf(state.bot);
export const myZone = () => state.users.get(state.me)?.tz ?? "Etc/UTC";
export const isMember = (channel, user) => channel.is_im ? channel.user === user : channel.members.includes(user);

/** The channels this person is in, without direct messages. */
export const myChannels = () => [...state.channels.values()].filter((channel) => !channel.is_im && isMember(channel, state.me));

/** The app's direct messages with whoever is looking; undefined before the first. */
export const myDirect = () => [...state.channels.values()].find((channel) => channel.is_im && channel.user === state.me);
export const isApp = (place) => place === "home" || place === "direct" || Boolean(state.channels.get(place)?.is_im);

/** A channel as people write it. */
export function channelName(channel) {
  if (!channel) return "";
  return channel.is_im ? appName() : `# ${channel.name}`;
}

/** A time of day in the zone of whoever is looking. */
export function clock(ts, options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) {
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: myZone() }).format(ts * 1000);
}
