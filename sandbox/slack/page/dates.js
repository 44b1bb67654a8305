// `<!date^...>`: an instant in the words the app chose, in the zone of whoever reads.
// Source: docs.slack.dev/messaging/formatting-message-text#date-formatting.

import { h, link, safeUrl } from "./dom.js";
import { clock, myZone } from "./state.js";

const AGAIN_MS = 20_000;
const LONG = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const SECONDS = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

/** The day of an instant in the reader's zone, as `2026-11-23`. */
export const dayOf = (at) => new Intl.DateTimeFormat("sv-SE", { timeZone: myZone() }).format(at * 1000);

/** A day in words: today, yesterday, or its date. */
export function dayName(at, options = { weekday: "long", day: "numeric", month: "long" }) {
  const now = Date.now() / 1000;
  const near = { [dayOf(now)]: "Today", [dayOf(now - 86400)]: "Yesterday", [dayOf(now + 86400)]: "Tomorrow" };
  return near[dayOf(at)] ?? clock(at, options);
}

export function ago(at) {
  const seconds = Math.round(at - Date.now() / 1000);
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(seconds, "second");
}

/** Fill a format like `{date_short_pretty} at {time}`. */
function inWords(at, format) {
  const pretty = (options) => (/^(Today|Yesterday|Tomorrow)$/.test(dayName(at)) ? dayName(at).toLowerCase() : clock(at, options));
  const day = { day: "numeric", month: "long", year: "numeric" };
  const short = { day: "numeric", month: "short", year: "numeric" };
  const values = {
    date_num: () => dayOf(at), date_slash: () => dayOf(at).replaceAll("-", "/"), date: () => clock(at, day), date_short: () => clock(at, short), date_long: () => clock(at, LONG),
    date_pretty: () => pretty(day), date_short_pretty: () => pretty(short), date_long_pretty: () => pretty(LONG),
    time: () => clock(at), time_secs: () => clock(at, SECONDS), ago: () => ago(at), day_divider_pretty: () => dayName(at),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name) => values[name]?.() ?? whole);
}

/** Draw a date; hovering tells the day, the time to the second and the zone. */
export function date(timestamp, format, url, fallback) {
  const at = Number(timestamp);
  if (!timestamp || !Number.isFinite(at) || Math.abs(at) > 8e12) return fallback ?? "";
  const full = `${clock(at, LONG)}, ${clock(at, SECONDS)} ${myZone()}`;
  const time = h("time", { datetime: new Date(at * 1000).toISOString(), title: full, "data-at": at, "data-format": format, class: "date" }, inWords(at, format));
  return url && safeUrl(url) ? link(url, time) : time;
}

/** Keep "10 minutes ago" true while it stands there. */
export function keepDatesTrue() {
  setInterval(() => {
    for (const time of document.querySelectorAll("time.date")) {
      const words = inWords(Number(time.dataset.at), time.dataset.format);
      if (words !== time.textContent) time.textContent = words;
    }
  }, AGAIN_MS);
}
