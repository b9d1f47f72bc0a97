/**
 * What a parsed message retains that somebody keeps, beyond its text, and whether a value kept from it keeps the text. `npm run bench:kept`
 * builds `dist` first; `-- --markdown` for tables as in docs/performance.md.
 *
 * 20,000 are kept, collected garbage is gone, and what the heap has grown by is shared out. Each measurement has a process of its own.
 */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { figure, isMarkdown, printTable, runAlone } from "./alone.mjs";
import { identify, MESSAGES } from "./messages.mjs";
import { parse, read } from "./parse/engines/sip-uas.mjs";

const COUNT = 20_000;
const MESSAGE = MESSAGES.find(({ name }) => name === "trunk");
const MEASURES = {
  text: (octets) => octets.toString(),
  octets: (octets) => octets,
  parsed: (octets) => parse(octets),
  read: (octets) => {
    const message = parse(octets);
    read(message);
    return message;
  },
  "Call-ID": (octets) => parse(octets).callId,
  "From tag": (octets) => parse(octets).fromTag,
  "Call-ID owned": async () => {
    const ownedText = await loadOwnedText();
    return (octets) => ownedText(parse(octets).callId);
  },
  "From tag owned": async () => {
    const ownedText = await loadOwnedText();
    return (octets) => ownedText(parse(octets).fromTag);
  },
};

const [measure, isUtf8] = process.argv.slice(2);
if (measure in MEASURES) console.log(JSON.stringify(await retained(MEASURES[measure], isUtf8 === "utf8")));
else report();

function report() {
  const of = (...args) => runAlone(fileURLToPath(import.meta.url), args, ["--expose-gc"]);
  console.log(`The trunk's INVITE, ${COUNT} times. Node ${process.versions.node}.\n`);
  const rows = ["ascii", "utf8"].map((encoding) => {
    const [text, octets, parsed, read] = ["text", "octets", "parsed", "read"].map((name) => of(name, encoding));
    const title = encoding === "ascii" ? "all ASCII" : "a display name in UTF-8";
    return [title, text, octets, parsed - text, read - text].map((value) =>
      typeof value === "number" ? figure(Math.round(value)) : value,
    );
  });
  printTable(["octets a message", "its text", "its octets", "beyond its text", "with what a UAS needs read"], rows);
  const kept = ["Call-ID", "From tag"].map((name) => [
    name,
    ...[name, `${name} owned`].map((measure) => figure(Math.round(of(measure, "ascii")))),
  ]);
  printTable(["octets a value kept", "as it is read", "as a dialog keeps it"], kept);
  if (!isMarkdown)
    console.log("A value as it is read is a slice: it keeps the text. What outlives its message is copied.");
}

async function retained(measure, isUtf8) {
  const make = measure.constructor.name === "AsyncFunction" ? await measure() : measure;
  const kept = new Array(COUNT).fill(undefined);
  for (let i = 0; i < 500; i++) make(octetsOf(i, isUtf8));
  const before = heap();
  for (let i = 0; i < COUNT; i++) kept[i] = make(octetsOf(i, isUtf8));
  const grown = heap() - before;
  return kept.length === COUNT ? grown / COUNT : NaN;
}

/** In a buffer of its own, as a datagram comes. */
function octetsOf(number, isUtf8) {
  const text = MESSAGE.text(identify(number));
  const source = isUtf8 ? text.replace('"+49 89 555-0123"', '"Jürgen Dvořák"') : text;
  const octets = new Uint8Array(Buffer.byteLength(source));
  Buffer.from(octets.buffer).write(source);
  return Buffer.from(octets.buffer);
}

function heap() {
  gc();
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** As `dialog-state.ts` uses it; no door gives it. */
async function loadOwnedText() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../src/message/owned-text.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
  });
  const { ownedText } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return ownedText;
}
