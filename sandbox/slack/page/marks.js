// Marks inside a line: both Slack's mrkdwn and Markdown are read by splitting at the earliest mark.

/**
 * Turn text into nodes. `marks` is a list of `[pattern, make]`; the earliest match is made into a
 * node and the rest is looked at again; what no mark matches goes through `plain`.
 */
export function split(text, marks, plain) {
  const nodes = [];
  let rest = text;
  while (rest) {
    let first = null;
    for (const [pattern, make] of marks) {
      const match = pattern.exec(rest);
      if (match && (first === null || match.index < first.match.index)) first = { match, make };
    }
    if (first === null) break;
    const { match, make } = first;
    if (match.index) nodes.push(...plain(rest.slice(0, match.index)));
    nodes.push(make(match));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) nodes.push(...plain(rest));
  return nodes;
}
