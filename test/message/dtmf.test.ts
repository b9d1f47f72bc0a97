import { describe, expect, test } from "vitest";
import { readDtmf } from "../../src/message/dtmf.js";
import { request } from "./support.js";

const RELAY = "application/dtmf-relay";
const ONE_KEY = "application/dtmf";

function read(contentType: string, body: string): ReturnType<typeof readDtmf> {
  return readDtmf(request({ lines: [`Content-Type: ${contentType}`], body }));
}

describe("RFC 6086 §5.2.2 INFO of the old kind: a key that was pressed", () => {
  test.each([
    ["as Cisco wrote it first", RELAY, "Signal= 5\r\nDuration= 160\r\n", { signal: "5", duration: 160 }],
    ["without spaces", RELAY, "Signal=5\r\nDuration=160\r\n", { signal: "5", duration: 160 }],
    ["without the last line end", RELAY, "Signal=#\r\nDuration=250", { signal: "#", duration: 250 }],
    ["with bare line feeds", RELAY, "Signal=*\nDuration=100\n", { signal: "*", duration: 100 }],
    ["with bare carriage returns", RELAY, "Signal=0\rDuration=100\r", { signal: "0", duration: 100 }],
    ["in another order and case", RELAY, "duration = 80 \r\nSIGNAL = d\r\n", { signal: "D", duration: 80 }],
    ["with colons", RELAY, "Signal: 7\r\nDuration: 90\r\n", { signal: "7", duration: 90 }],
    [
      "with more lines than are known",
      RELAY,
      "Signal=1\r\nVolume=10\r\n\r\nDuration=9\r\n",
      { signal: "1", duration: 9 },
    ],
    ["without a duration", RELAY, "Signal=A\r\n", { signal: "A", duration: undefined }],
    ["with a duration that is none", RELAY, "Signal=2\r\nDuration=long\r\n", { signal: "2", duration: undefined }],
    ["with the number of a key", RELAY, "Signal=10\r\nDuration=100\r\n", { signal: "*", duration: 100 }],
    ["with the number of the last letter", RELAY, "Signal=15\r\n", { signal: "D", duration: undefined }],
    ["the hook by its sign", RELAY, "Signal=!\r\nDuration=100\r\n", { signal: "flash", duration: 100 }],
    ["the hook by its number", RELAY, "Signal=16\r\n", { signal: "flash", duration: undefined }],
    [
      "a type with parameters, in capitals",
      "Application/DTMF-Relay; charset=utf-8",
      "Signal=3",
      { signal: "3", duration: undefined },
    ],
    ["a single key", ONE_KEY, "5", { signal: "5", duration: undefined }],
    ["a single key in its own line", ONE_KEY, " #\r\n", { signal: "#", duration: undefined }],
    [
      "the lines of the one in the type of the other",
      ONE_KEY,
      "Signal=8\r\nDuration=70\r\n",
      { signal: "8", duration: 70 },
    ],
  ])("reads %s [INF-6086-5.2.2-b]", (_what, contentType, body, expected) => {
    expect(read(contentType, body)).toEqual(expected);
  });

  test("numbers the keys as RFC 4733 §3.2 does", () => {
    const keys = Array.from({ length: 17 }, (_, number) => read(RELAY, `Signal=${number}`)?.signal);

    expect(keys.join(" ")).toBe("0 1 2 3 4 5 6 7 8 9 * # A B C D flash");
  });

  test("finds the key in a multipart body", () => {
    const part = `--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: ${RELAY}\r\n\r\nSignal=4\r\nDuration=5\r\n--b--\r\n`;

    expect(read("multipart/mixed;boundary=b", part)).toEqual({ signal: "4", duration: 5 });
  });

  test.each([
    ["no signal", RELAY, "Duration=160\r\n"],
    ["a signal that no key has", RELAY, "Signal=17\r\n"],
    ["more than one key", RELAY, "Signal=5 6\r\n"],
    ["more than one key alone", ONE_KEY, "56"],
    ["nothing", ONE_KEY, " "],
    ["another type", "text/plain", "Signal=5\r\n"],
    ["a type that cannot be read", "application", "Signal=5\r\n"],
    ["a multipart without its boundary", "multipart/mixed;boundary=b", "Signal=5"],
    ["far more than a key needs", RELAY, `Signal=5\r\n${"x".repeat(1000)}`],
  ])("finds none in %s", (_what, contentType, body) => {
    expect(read(contentType, body)).toBeUndefined();
  });

  test("finds none without a body", () => {
    expect(readDtmf(request())).toBeUndefined();
  });
});
