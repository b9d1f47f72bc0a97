import { describe, expect, test } from "vitest";
import { formatLadder, formatMermaid, type TraceEvent } from "../../src/trace/index.js";

function event(text: string, more: Partial<TraceEvent> = {}): TraceEvent {
  return { time: 0, direction: "in", flow: { protocol: "WS", send: () => undefined }, text, ...more };
}

const OPTIONS = "OPTIONS sip:bob@example.net SIP/2.0\r\n\r\n";

describe("formatLadder", () => {
  test("of nothing is the names", () => {
    expect(formatLadder([])).toBe("time   core");
  });

  test("counts from the first message", () => {
    const events = [
      event(OPTIONS, { time: 90_000 }),
      event("SIP/2.0 200 OK\r\n\r\n", { time: 90_500, direction: "out" }),
    ];

    expect(formatLadder(events)).toMatchInlineSnapshot(`
      "time   WS                        core
        0.0  |-- OPTIONS ---------------->|
        0.5  |<-------------------- 200 --|"
    `);
  });

  test("an IPv6 address stands in brackets", () => {
    const flow = { protocol: "TCP", send: () => undefined, remote: { host: "2001:db8::1", port: 5060 } };

    expect(formatLadder([event(OPTIONS, { flow })]).split("\n")[0]).toContain("[2001:db8::1]:5060");
  });

  test("what would move a terminal's cursor is not drawn [SEC-3261-26-a]", () => {
    const drawn = formatLadder([event("\u001b[2J sip:a SIP/2.0\r\n\r\n")], { us: "a\nb", nameOf: () => "c\u202ed" });

    expect(drawn).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
    expect(drawn.split("\n")).toHaveLength(2);
  });
});

describe("formatMermaid", () => {
  test("of nothing is an empty diagram", () => {
    expect(formatMermaid([])).toBe("sequenceDiagram");
  });

  test.each([
    ["a;b", "a#59;b"],
    ["a#b", "a#35;b"],
    ["<br/>", "#60;br/#62;"],
    ['say "hi"', "say #34;hi#34;"],
    ["100%%", "100#37;#37;"],
    ["wrap:a", "wrap#58;a"],
    ["NoWrap:a", "NoWrap#58;a"],
    ["Zoë 電話", "Zoë 電話"],
    ["🙂", "#128578;"],
    ["[2001:db8::1]:5060", "[2001:db8::1]:5060"],
    ["a\r\nb", "a??b"],
    ["end", "end"],
  ])("the name %j is written %s", (name, written) => {
    expect(formatMermaid([event(OPTIONS)], { nameOf: () => name })).toBe(
      [
        "sequenceDiagram",
        `  participant p1 as ${written}`,
        "  participant p2 as core",
        "  p1->>p2: OPTIONS (0.0 s)",
      ].join("\n"),
    );
  });

  test("a label is text as well", () => {
    expect(formatMermaid([event("A;B#c sip:a SIP/2.0\r\n\r\n")])).toContain(": A#59;B#35;c (0.0 s)");
  });
});
