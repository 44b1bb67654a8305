// The ten selects: five sources of options, one or several to choose.

import { keyOf } from "./buttons.js";
import { combobox } from "./choose.js";
import { wordsOf } from "./mrkdwn.js";
import { appName, myChannels, myDirect, people, state } from "./state.js";

const EXTERNAL_LEAST = 3; // Slack's default of min_query_length

const person = (user) => ({ text: `@${user.name}`, description: user.real_name, value: user.id });
const channel = (each) => ({ text: `#${each.name}`, value: each.id });
const direct = () => (myDirect() ? [{ text: appName(), description: "Direct messages", value: myDirect().id }] : []);

/** Conversations an app lets one choose from, as its `filter` says. */
function conversations({ filter }) {
  const kinds = filter?.include ?? ["im", "public", "private"];
  const channels = myChannels().filter((each) => kinds.includes(each.is_private ? "private" : "public"));
  return [...channels.map(channel), ...(kinds.includes("im") && !filter?.exclude_bot_users ? direct() : [])];
}

const OWN = {
  users: () => people().map(person),
  channels: () => myChannels().filter((each) => !each.is_private).map(channel),
  conversations,
};

const asChoice = (option) => ({ text: wordsOf(option.text), description: option.description && wordsOf(option.description), value: option.value });
const matching = (text) => (option) => `${option.text} ${option.description ?? ""}`.toLowerCase().includes(text.toLowerCase());

/** The groups of options an element or an answer holds. */
const groupsOf = (holder) => (holder.option_groups?.length ? holder.option_groups : [{ options: holder.options ?? [] }])
  .map((group) => ({ label: group.label && wordsOf(group.label), options: group.options.map(asChoice) }));

async function search(element, source, surface, text) {
  if (OWN[source]) return [{ options: OWN[source](element).filter(matching(text)) }];
  if (source === "external") {
    const answer = await surface.suggest(element, text);
    if (!answer.ok) throw new Error(`The app gave no options (${answer.status ?? answer.error}).`);
    return groupsOf(answer);
  }
  return groupsOf(element).map((group) => ({ ...group, options: group.options.filter(matching(text)) })).filter((group) => group.options.length);
}

/** What is chosen already, as the combobox knows options. */
function chosenIn(element, source, value, surface) {
  const held = value ? Object.entries(value).find(([key]) => key.startsWith("selected_"))?.[1] : null;
  const here = element.default_to_current_conversation && !held ? surface.channel : null;
  const known = OWN[source]?.(source === "users" ? element : {}) ?? [];
  return [held ?? here ?? []].flat().filter(Boolean).map((each) => (OWN[source] ? known.find((option) => option.value === each) ?? { text: state.channels.get(each)?.name ?? each, value: each } : asChoice(each)));
}

export function select(block, element, surface, name) {
  const several = element.type.startsWith("multi_");
  const source = element.type.replace("multi_", "").replace("_select", "");
  return combobox({
    name, several, key: keyOf(block, element), most: element.max_selected_items, optional: block.type === "input" && block.optional,
    placeholder: element.placeholder ? wordsOf(element.placeholder) : several ? "Choose some" : "Choose one",
    chosen: chosenIn(element, source, surface.valueOf(block, element), surface),
    least: source === "external" ? element.min_query_length ?? EXTERNAL_LEAST : 0,
    wait: source === "external" ? undefined : 0,
    search: (text) => search(element, source, surface, text),
    changed: (picked) => {
      const values = picked.map((option) => option.value);
      surface.enter(block, element, several ? values : values[0] ?? null);
    },
  });
}
