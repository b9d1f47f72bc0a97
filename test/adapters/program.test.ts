import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { runProgram } from "../../src/cli/program.js";
import { offer, requestText } from "../../src/testing/index.js";
import { Peer } from "./node/peer.js";

describe("the program on a socket", () => {
  test("says which port is busy, and ends with 3", async () => {
    const busy = createSocket("udp4");
    onTestFinished(() => void busy.close());
    busy.bind(0, "127.0.0.1");
    await once(busy, "listening");
    const { port } = busy.address();
    const { ended, problems } = start(["--udp", `127.0.0.1:${port}`]);

    expect(await ended).toBe(3);
    expect(problems).toEqual([`cannot listen on udp 127.0.0.1:${port}: another program uses that port`]);
  });

  test("says that an address is not of this machine, and ends with 3", async () => {
    const { ended, problems } = start(["--udp", "198.51.100.1:5060"]);

    expect(await ended).toBe(3);
    expect(problems.join()).toContain("198.51.100.1:5060: that is not an address of this machine");
  });

  test("answers, draws, and when asked to end says BYE first", async () => {
    const { ended, lines, ask, where } = start([], { UAS_UDP: "127.0.0.1:0" });
    const peer = await openPeer();
    const callee = { host: "127.0.0.1", port: await where };
    const via = (number: number) => `SIP/2.0/UDP 127.0.0.1:${peer.address.port};rport;branch=z9hG4bK${number}`;
    const common = {
      requestUri: `sip:instant@elsewhere.example.com`,
      headers: { Contact: `<sip:alice@127.0.0.1:${peer.address.port}>` },
    };
    peer.send(requestText("INVITE", { ...common, via: via(1), body: offer }), callee);
    const toTag = /^To: .*;tag=(.*)\r/m.exec((await peer.receives()).text)?.[1];
    peer.send(requestText("ACK", { ...common, via: via(2), toTag }), callee);

    ask();
    const bye = await peer.receives();
    peer.send(answerTo(bye.text), callee);

    expect(bye.text).toMatch(/^BYE sip:alice@127\.0\.0\.1/);
    expect(await ended).toBe(0);
    expect(lines.slice(1).map((line) => line.replace(/^.*?\d\.\d+ {2}/, ""))).toEqual([
      expect.stringContaining("instant") as string,
      "|-- INVITE offer --------------->|",
      "|<----------------- 200 answer --|",
      "|-- ACK ------------------------>|",
      "|<------------------------ BYE --|",
      "|-- 200 ------------------------>|",
    ]);
  });

  test("the demo goes as it should", { timeout: 20_000 }, async () => {
    const { ended, lines, problems } = start(["--demo"]);

    expect([await ended, problems]).toEqual([0, []]);
    expect(lines.at(-1)).toContain("3 of 3 calls over UDP went as they should");
  });
});

function start(args: string[], environment: Record<string, string> = {}) {
  const lines: string[] = [];
  const problems: string[] = [];
  let ask: () => void = () => undefined;
  let found: (port: number) => void = () => undefined;
  const where = new Promise<number>((resolve) => (found = resolve));
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const output = {
    out: (line: string) => {
      lines.push(line);
      const [, port] = /^listening on udp 127\.0\.0\.1:(\d+)$/.exec(line) ?? [];
      if (port !== undefined) found(Number(port));
    },
    problem: (line: string) => problems.push(line),
  };
  return { ended: runProgram({ args, environment, output, asked }), lines, problems, ask: () => ask(), where };
}

async function openPeer(): Promise<Peer> {
  const peer = await Peer.open();
  onTestFinished(() => peer.close());
  return peer;
}

/** What has to be the same in an answer: everything but the first line and the lines about the request alone. */
function answerTo(request: string): string {
  const copied = request.split("\r\n").filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
  return ["SIP/2.0 200 OK", ...copied, "Content-Length: 0", "", ""].join("\r\n");
}
