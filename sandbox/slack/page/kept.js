// What stays when the page is loaded again. Drafts and dismissals belong to this tab; what somebody
// has read belongs to them wherever they look.

function read(storage, name) {
  try {
    return JSON.parse(storage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

function write(storage, name, values) {
  storage.setItem(name, JSON.stringify(values));
}

const draftKey = (user, place, thread) => [user, place, thread ?? ""].join(" ");

export const draftOf = (user, place, thread) => read(sessionStorage, "drafts")[draftKey(user, place, thread)] ?? "";

export function keepDraft(user, place, thread, text) {
  const drafts = read(sessionStorage, "drafts");
  if (text) drafts[draftKey(user, place, thread)] = text;
  else delete drafts[draftKey(user, place, thread)];
  write(sessionStorage, "drafts", drafts);
}

/** Whether somebody has begun to write in a place or one of its threads. */
export const hasDraft = (user, place) => Object.keys(read(sessionStorage, "drafts")).some((key) => key.startsWith(`${user} ${place} `));

/** The ts of the newest message somebody has read in a channel; undefined if they were never there. */
export const readUpTo = (user, channel) => read(localStorage, "read")[`${user} ${channel}`];

export function keepRead(user, channel, ts) {
  const marks = read(localStorage, "read");
  if ((marks[`${user} ${channel}`] ?? "") >= ts) return;
  marks[`${user} ${channel}`] = ts;
  write(localStorage, "read", marks);
}

export const isDismissed = (user, ts) => Boolean(read(sessionStorage, "dismissed")[`${user} ${ts}`]);

export function dismiss(user, ts) {
  write(sessionStorage, "dismissed", { ...read(sessionStorage, "dismissed"), [`${user} ${ts}`]: true });
}
