// Emoji by short name, as in `:tada:`. Signs of state are drawn as coloured text symbols, which every
// machine has a font for; the rest is left to the reader's fonts. Unknown names stay as written.

import { h } from "./dom.js";

const SIGNS = {
  white_check_mark: ["✔", "good"], heavy_check_mark: ["✔", "good"], ballot_box_with_check: ["☑", "good"],
  x: ["✘", "bad"], no_entry: ["✘", "bad"], no_entry_sign: ["✘", "bad"], heavy_multiplication_x: ["✘", ""],
  warning: ["⚠", "warn"], rotating_light: ["⚠", "bad"], exclamation: ["!", "bad"], question: ["?", ""], information_source: ["ℹ", ""],
  hourglass_flowing_sand: ["◔", ""], hourglass: ["◔", ""], stopwatch: ["◷", ""], watch: ["◷", ""],
  large_green_circle: ["●", "good"], large_yellow_circle: ["●", "warn"], large_orange_circle: ["●", "warn"], red_circle: ["●", "bad"],
  large_blue_circle: ["●", "info"], white_circle: ["○", ""], black_circle: ["●", ""],
  arrow_right: ["→", ""], arrow_left: ["←", ""], arrow_up: ["↑", ""], arrow_down: ["↓", ""], arrow_forward: ["▸", ""],
  repeat: ["↻", ""], arrows_counterclockwise: ["↻", ""], leftwards_arrow_with_hook: ["↩", ""], snowflake: ["❄", ""], star: ["★", "warn"],
  heavy_plus_sign: ["+", ""], heavy_minus_sign: ["−", ""], small_blue_diamond: ["◆", "info"], small_orange_diamond: ["◆", "warn"],
  phone: ["☎", ""], email: ["✉", ""], envelope: ["✉", ""], scissors: ["✂", ""], gear: ["⚙", ""], zap: ["⚡", "warn"], heart: ["♥", "bad"],
};
const PICTURES = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", ok_hand: "👌", wave: "👋", clap: "👏", pray: "🙏", raised_hands: "🙌", muscle: "💪",
  eyes: "👀", point_right: "👉", point_left: "👈", point_up: "☝", point_down: "👇", handshake: "🤝", writing_hand: "✍",
  smile: "😄", smiley: "😃", grinning: "😀", joy: "😂", slightly_smiling_face: "🙂", wink: "😉", blush: "😊", heart_eyes: "😍", thinking_face: "🤔",
  sweat_smile: "😅", cry: "😢", sob: "😭", scream: "😱", sleeping: "😴", sunglasses: "😎", face_palm: "🤦", shrug: "🤷", robot_face: "🤖", tired_face: "😫",
  tada: "🎉", rocket: "🚀", fire: "🔥", sparkles: "✨", "100": "💯", boom: "💥", bulb: "💡", bell: "🔔", no_bell: "🔕", mag: "🔍", lock: "🔒", unlock: "🔓", key: "🔑",
  floppy_disk: "💾", minidisc: "💽", cd: "💿", computer: "💻", desktop_computer: "🖥", package: "📦", file_folder: "📁", open_file_folder: "📂", page_facing_up: "📄",
  clipboard: "📋", memo: "📝", pencil: "📝", pencil2: "✏", calendar: "📆", date: "📅", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊",
  moneybag: "💰", dollar: "💵", link: "🔗", paperclip: "📎", pushpin: "📌", wastebasket: "🗑", wrench: "🔧", hammer: "🔨", hammer_and_wrench: "🛠", toolbox: "🧰",
  shield: "🛡", ambulance: "🚑", fire_engine: "🚒", construction: "🚧", stop_sign: "🛑", octagonal_sign: "🛑", vertical_traffic_light: "🚦", checkered_flag: "🏁",
  alarm_clock: "⏰", timer_clock: "⏲", clock1: "🕐", globe_with_meridians: "🌐", earth_americas: "🌎", earth_africa: "🌍", earth_asia: "🌏", cloud: "☁", umbrella: "☔",
  sunny: "☀", coffee: "☕", beer: "🍺", cake: "🎂", pizza: "🍕", bug: "🐛", whale: "🐳", snail: "🐌", turtle: "🐢", rabbit: "🐰", dog: "🐶", cat: "🐱", mailbox: "📫",
  speech_balloon: "💬", mega: "📣", loudspeaker: "📢", inbox_tray: "📥", outbox_tray: "📤", label: "🏷", bookmark: "🔖", books: "📚", hospital: "🏥", office: "🏢", house: "🏠",
  busts_in_silhouette: "👥", bust_in_silhouette: "👤", technologist: "🧑‍💻", sos: "🆘", new: "🆕", ok: "🆗", recycle: "♻", infinity: "♾", crossed_fingers: "🤞", party_popper: "🎉",
};

/** Draw an emoji; its name between colons if we know none. */
export function emoji(name) {
  const plain = name.split("::")[0];
  const [sign, tone] = Object.hasOwn(SIGNS, plain) ? SIGNS[plain] : [Object.hasOwn(PICTURES, plain) ? PICTURES[plain] : null, "picture"];
  if (!sign) return `:${name}:`;
  return h("span", { class: `symbol ${tone}`, role: "img", "aria-label": plain.replaceAll("_", " "), title: `:${plain}:` }, tone === "picture" ? sign : `${sign}\uFE0E`);
}

/** Plain words with their emoji names drawn. */
export const withEmoji = (text) => text.split(/(:[a-z0-9_+-]+(?:::skin-tone-[2-6])?:)/).map((part) => (/^:[^:].*:$/.test(part) ? emoji(part.slice(1, -1)) : part));
