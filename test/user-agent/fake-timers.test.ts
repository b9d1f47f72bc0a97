import { afterEach, describe, expect, test, vi } from "vitest";
import { LoggerFactory } from "../../src/environment/logger.js";
import { answer, inviteText, offer } from "../../src/testing/index.js";
import { UserAgentCore } from "../../src/user-agent/user-agent-core.js";

afterEach(() => {
  vi.useRealTimers();
});

describe("RFC 3261 §17.2.1, §13.3.1.4 a core with nothing injected", () => {
  test("obeys fake timers that are installed after it was made", () => {
    const loggerFactory = new LoggerFactory();
    loggerFactory.builtinEnabled = false;
    const sent: string[] = [];
    const send = (message: string | Uint8Array): void => void sent.push(String(message).slice(0, 11));
    const core = new UserAgentCore({ loggerFactory });
    core.delegate.onInvite = (request) => {
      const body = { contentDisposition: "session", contentType: "application/sdp", content: answer };
      setTimeout(() => request.accept({ body }), 1_000);
    };
    vi.useFakeTimers();

    core.receive(inviteText({ offer }), { protocol: "UDP", send });
    vi.advanceTimersByTime(200);
    expect(sent).toEqual(["SIP/2.0 100"]);
    vi.advanceTimersByTime(800 + 500 + 1_000);
    expect(sent.slice(1)).toEqual(["SIP/2.0 200", "SIP/2.0 200", "SIP/2.0 200"]);
    vi.advanceTimersByTime(32_000);

    expect(sent.at(-1)).toMatch(/^BYE /);
    core.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
