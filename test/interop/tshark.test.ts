import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ParseFailure } from "../../src/message/grammar/parse-failure.js";
import { parseMessage } from "../../src/message/parse-message.js";
import { callIds, nameAddrs, tokens } from "../message/generators.js";
import { captureOf, hasTshark, readCapture } from "./capture.js";
import { type Exchange } from "./exchange.js";
import { placeCall } from "./written-call.js";

const PORT = 5070;
const SAMPLE = { seed: 3261, numRuns: 40 };

if (!hasTshark) process.stdout.write("LEFT OUT: what is written read by tshark, which is not installed\n");

describe.skipIf(!hasTshark)("tshark reads what is written", { timeout: 60_000 }, () => {
  const parties = fc.record({ from: nameAddrs, to: nameAddrs, fromTag: tokens, callId: callIds });
  const calls = fc.sample(parties, SAMPLE).map(placeCall);

  test("each call has every kind of message that we write", () => {
    const kinds = new Set(calls.flat().map(({ text }) => text.split(" ", 2)[text.startsWith("SIP/") ? 1 : 0]));

    expect([...kinds].sort()).toEqual(
      ["100", "180", "200", "400", "405", "420", "481", "486", "ACK", "BYE", "CANCEL", "INFO", "INVITE"].sort(),
    );
  });

  test("nothing is malformed, and the fields are those that we read", () => {
    const capture = captureOf(calls, PORT);
    try {
      const { faults } = readCapture(capture.path, [PORT]);
      const theirs = fieldsByTshark(capture.path);

      expect(faults).toEqual([]);
      expect(theirs).toEqual(calls.flat().map(fieldsByUs));
    } finally {
      capture.remove();
    }
  });
});

const FIELDS = [
  "sip.Call-ID",
  "sip.CSeq.seq",
  "sip.CSeq.method",
  "sip.Via.branch",
  "sip.from.tag",
  "sip.to.tag",
  "sip.Content-Length",
];

function fieldsByTshark(path: string): string[][] {
  const fields = FIELDS.flatMap((field) => ["-e", field]);
  const options = [
    "-d",
    `udp.port==${PORT},sip`,
    "-T",
    "fields",
    "-E",
    "occurrence=a",
    "-E",
    "aggregator=,",
    ...fields,
  ];
  const run = spawnSync("tshark", ["-n", "-r", path, ...options], { encoding: "utf8", maxBuffer: 64 * 2 ** 20 });
  if (run.status !== 0) throw new Error(`tshark cannot read the capture: ${run.stderr}`);
  return run.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

function fieldsByUs({ text }: Exchange): string[] {
  const message = parseMessage(Buffer.from(text, "latin1"));
  if (message instanceof ParseFailure) throw new Error(`we cannot read our own ${text}`);
  return [
    message.callId,
    `${message.cseq}`,
    message.getHeader("CSeq")?.split(" ")[1] ?? "",
    message.viaBranch ?? "",
    message.fromTag ?? "",
    message.toTag ?? "",
    message.getHeader("Content-Length") ?? "",
  ];
}
