/** The options of a benchmark's command: each has a default, of whose kind its value has to be. Every command takes `--markdown`. */
import { parseArgs } from "node:util";

/** Runs the program with code 2 to the end when it was called wrongly. */
export function readOptions(defaults) {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: "string" }]));
  try {
    const { values } = parseArgs({ options: { ...options, markdown: { type: "boolean" } } });
    return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, read(name, values[name], value)]));
  } catch (error) {
    const usage = Object.entries(defaults).map(([name, value]) => `  --${name} ${value}`);
    console.error(`${error.message}\n\nOptions, with their defaults:\n${usage.join("\n")}\n  --markdown`);
    return process.exit(2);
  }
}

function read(name, given, value) {
  if (given === undefined) return value;
  if (Array.isArray(value))
    return typeof value[0] === "number"
      ? given.split(",").map((part) => number(name, part))
      : chosen(name, given, value);
  return typeof value === "number" ? number(name, given) : given;
}

/** A list of words is chosen from the words that there are. */
function chosen(name, given, words) {
  const unknown = given.split(",").find((word) => !words.includes(word));
  if (unknown !== undefined) throw new Error(`--${name}: ${unknown} is none of ${words.join(", ")}`);
  return given.split(",");
}

function number(name, given) {
  if (!(Number(given) > 0)) throw new Error(`--${name}: ${given} is no number above 0`);
  return Number(given);
}
