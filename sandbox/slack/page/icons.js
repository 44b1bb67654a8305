// Small signs drawn as lines, so that they look the same with every font.

import { svg } from "./dom.js";

const PATHS = {
  reply: "M3 4.5h10v6.5H7.5L4.5 13.5V11H3z",
  link: "M6.8 9.2l2.4-2.4M7.3 5.2l1.5-1.5a2.6 2.6 0 0 1 3.6 3.6l-1.5 1.5M8.7 10.8l-1.5 1.5a2.6 2.6 0 0 1-3.6-3.6l1.5-1.5",
  trash: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.8M9.2 7v3.8",
  yes: "M3 7.5h2v5.5H3zM5 12.2c1 .6 2 .8 3.4.8 2.4 0 3.3-.4 3.7-1.7l.8-2.7c.2-.8-.3-1.4-1.1-1.4H9.3c.4-1.4.4-2.6.1-3.3-.3-.8-1.5-.8-1.6.1C7.600 5.500 6.500 6.600 5 7.800z",
  lock: "M4.500 7.500h7v5.500h-7zM6 7.500V5.500a2 2 0 0 1 4 0v2",
  eye: "M1.800 8C3.500 5.200 5.600 4 8 4s4.500 1.200 6.200 4c-1.700 2.800-3.800 4-6.200 4S3.500 10.800 1.800 8zM8 6.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 1 0 0-3.600z",
  file: "M4.500 2.500h4.500l3 3v8h-7.500zM9 2.500v3h3",
};

/** A sign of 16 pixels in the colour of the text; always named by what it stands in. */
export function icon(name, looks = "") {
  return svg("svg", { class: `sign ${name === "no" ? "upside-down" : ""} ${looks}`, viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: PATHS[name === "no" ? "yes" : name] }));
}
