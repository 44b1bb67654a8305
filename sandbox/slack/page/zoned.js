// Instants as date and time fields show them, in a zone of the world and back.

const PARTS = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** `2026-11-23T02:10` in a zone, of an instant in seconds. */
export const toLocal = (at, timeZone) => new Intl.DateTimeFormat("sv-SE", { ...PARTS, timeZone }).format(at * 1000).replace(" ", "T");

/** The instant in seconds of `2026-11-23T02:10` in a zone; the earlier one when clocks go back. */
export function fromLocal(text, timeZone) {
  const wanted = Date.parse(`${text}Z`) / 1000;
  const off = (at) => Date.parse(`${toLocal(at, timeZone)}Z`) / 1000 - at;
  const first = wanted - off(wanted - 86_400);
  return toLocal(first, timeZone) === text ? first : wanted - off(wanted);
}
