// What somebody has unfolded, sorted or leafed to, so that an update of the message does not undo it.

const kept = new Map();

export const recall = (key, otherwise) => kept.get(key) ?? otherwise;
export const remember = (key, value) => kept.set(key, value);
