import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { readCorpus } from "./corpus.js";
import { type Finding, Fuzzer } from "./fuzzer.js";
import { type Fault } from "./properties.js";
import { type Scenario } from "./scenario.js";
import { shrink } from "./shrink.js";
import { tryScenario } from "./try-scenario.js";

/**
 * The long run of the fuzzer, started by scripts/fuzz.mjs.
 *
 *   --minutes N    how long; 1 unless told
 *   --seed N       which run; one by the clock unless told
 *   --scenario N   only this one of the run
 *   --replay FILE  only what a file holds that a run has written
 *   --corpus DIR   messages beside the fixtures; never shown or stored
 *   --findings N   after how many to stop; 10 unless told
 *   --out DIR      where findings are written; coverage/fuzz unless told
 */
const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
    scenario: { type: "string" },
    replay: { type: "string" },
    corpus: { type: "string", multiple: true, default: ["../shared/fixtures/real"] },
    findings: { type: "string", default: "10" },
    out: { type: "string", default: "coverage/fuzz" },
  },
});

const seed = numberOf("seed", options.seed ?? String(Date.now() % 1_000_000));
if (options.replay === undefined) run();
else replay(options.replay);

function run(): void {
  const corpus = readCorpus(options.corpus);
  const fuzzer = new Fuzzer(corpus, seed);
  say(`seed ${seed}, ${corpus.length} messages and calls to be damaged`);
  const start = Date.now();
  const end = start + numberOf("minutes", options.minutes) * 60_000;
  const first = options.scenario === undefined ? 0 : numberOf("scenario", options.scenario);
  const most = numberOf("findings", options.findings);
  let nextWord = start + 60_000;
  let number = first;
  do {
    const finding = fuzzer.try(number);
    if (finding !== undefined) show(finding);
    number++;
    if (Date.now() > nextWord) {
      say(`${fuzzer.messages} messages, ${fuzzer.findings.length} findings`);
      nextWord += 60_000;
    }
  } while (options.scenario === undefined && Date.now() < end && fuzzer.findings.length < most);
  summarise(fuzzer, number - first, (Date.now() - start) / 1_000);
}

function replay(path: string): void {
  // Proof for the assertion: the file was written by `show`; any other is the user's mistake and fails at once.
  const { shrunk, scenario } = JSON.parse(readFileSync(path, "utf8")) as Record<"shrunk" | "scenario", Scenario>;
  for (const [name, one] of Object.entries({ scenario, shrunk })) say(`${name}: ${tell(tryScenario(one))}`);
}

function show({ number, scenario, fault, ours }: Finding): void {
  say(`FOUND: not so: ${fault.property}`);
  say(`  again: npm run fuzz -- --seed ${seed} --scenario ${number}`);
  if (!ours) return say("  made of messages that are not ours to show");
  say(`  ${fault.detail}`);
  const shrunk = shrink(scenario, fault.property);
  for (const { wait, message } of shrunk.steps) say(`  after ${wait} ms: ${JSON.stringify(message).slice(0, 4_000)}`);
  const path = join(options.out, `seed-${seed}-scenario-${number}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ seed, number, fault, shrunk, scenario }, undefined, 2));
  say(`  in ${shrunk.behaviour}, ${shrunk.protocol}; written to ${path}`);
}

function summarise(fuzzer: Fuzzer, scenarios: number, seconds: number): void {
  for (const [name, count] of fuzzer.counts) say(`${String(count).padStart(9)}  ${name}`);
  const { number, octets, time } = fuzzer.slowest;
  say(`slowest: ${time.toFixed(1)} ms for ${octets} octets, in scenario ${number}`);
  const rate = (fuzzer.messages / seconds).toFixed(0);
  say(
    `seed ${seed}: ${fuzzer.messages} messages in ${scenarios} scenarios, ${seconds.toFixed(0)} s, ${rate} messages a second`,
  );
  say(`${fuzzer.findings.length} findings`);
  if (fuzzer.findings.length > 0) process.exitCode = 1;
}

function tell(fault: Fault | undefined): string {
  return fault === undefined ? "all properties hold" : `not so: ${fault.property}\n  ${fault.detail}`;
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new TypeError(`--${name} has to be a number, not ${text}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
