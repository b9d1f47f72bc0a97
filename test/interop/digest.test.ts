import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inviteText, offer, requestText } from "../../src/testing/index.js";
import { type Program } from "../support/bundle.js";
import { answerTo, type Challenge } from "../user-agent/digest/support.js";
import { buildCallee, type Callee, startCallee } from "./callee.js";
import { header } from "./exchange.js";
import { Phone } from "./phone.js";

/** SIPp as Debian has it knows MD5 only. */
describe("a caller that knows SHA-256 calls auth256", { timeout: 60_000 }, () => {
  let program: Program;
  let callee: Callee;

  beforeAll(async () => {
    program = await buildCallee();
    callee = await startCallee(program);
  }, 60_000);

  afterAll(async () => {
    await callee.stop();
    program.remove();
  });

  test("with the password it gets through", async () => {
    const caller = await SecretCaller.to(callee.port, "right");

    const challenge = await caller.isChallenged();
    caller.invitesAgain(challenge, "wonderland");
    await caller.phone.receives("SIP/2.0 180 ");
    const accepted = await caller.phone.receives("SIP/2.0 200 ");
    caller.hangsUp(accepted);

    expect(parameters(challenge)).toMatchObject({ realm: "example.test", algorithm: "SHA-256", qop: "auth" });
    expect(await caller.phone.receives("SIP/2.0 200 ")).toContain("BYE");
  });

  test("with another it is asked again", async () => {
    const caller = await SecretCaller.to(callee.port, "wrong");

    const challenge = await caller.isChallenged();
    caller.invitesAgain(challenge, "looking-glass");

    expect(header(await caller.phone.receives("SIP/2.0 401 "), "WWW-Authenticate")).not.toMatch(/stale=true/i);
  });
});

/** A caller with credentials. */
class SecretCaller {
  readonly phone: Phone;
  readonly #uri: string;
  readonly #call: { readonly to: string; readonly callId: string };

  private constructor(phone: Phone, port: number, callId: string) {
    this.phone = phone;
    this.#uri = `sip:auth256@127.0.0.1:${port}`;
    this.#call = { to: `<${this.#uri}>`, callId };
  }

  static async to(port: number, callId: string): Promise<SecretCaller> {
    return new SecretCaller(await Phone.to(port), port, callId);
  }

  /** Calls without credentials; gives the challenge. */
  async isChallenged(): Promise<string> {
    this.phone.sends(inviteText({ ...this.#call, requestUri: this.#uri, via: this.phone.via("1"), cseq: 1, offer }));
    const refused = await this.phone.receives("SIP/2.0 401 ");
    const toTag = tagOf(refused);
    this.phone.sends(
      requestText("ACK", { ...this.#call, requestUri: this.#uri, via: this.phone.via("1"), cseq: 1, toTag }),
    );
    return header(refused, "WWW-Authenticate");
  }

  invitesAgain(challenge: string, password: string): void {
    const headers = { Authorization: answerTo(parameters(challenge), { uri: this.#uri, password }) };
    this.phone.sends(
      inviteText({ ...this.#call, requestUri: this.#uri, via: this.phone.via("2"), cseq: 2, offer, headers }),
    );
  }

  hangsUp(accepted: string): void {
    const dialog = { ...this.#call, requestUri: this.#uri, toTag: tagOf(accepted) };
    this.phone.sends(requestText("ACK", { ...dialog, via: this.phone.via("3"), cseq: 2 }));
    this.phone.sends(requestText("BYE", { ...dialog, via: this.phone.via("4"), cseq: 3 }));
  }
}

function tagOf(response: string): string | undefined {
  return /;tag=([^;\s]+)/.exec(header(response, "To"))?.[1];
}

function parameters(challenge: string): Challenge {
  return Object.fromEntries(
    [...challenge.matchAll(/([a-z]+)=(?:"([^"]*)"|([^\s,"]+))/gi)].map(([, name = "", quoted, plain = ""]) => [
      name,
      quoted ?? plain,
    ]),
  );
}
