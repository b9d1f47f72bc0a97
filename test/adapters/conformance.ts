import { describe, expect, onTestFinished, test } from "vitest";
import { type Receiver } from "../../src/adapters/node/index.js";
import { type IncomingInviteRequest, LoggerFactory, type Session, UserAgentCore } from "../../src/index.js";
import { answer, offer } from "../../src/testing/index.js";
import { PhoneOnWire, type PhoneOptions } from "../support/phone-on-wire.js";
import { withDeadline } from "./node/deadline.js";
import { Inbox } from "./node/peer.js";

/** A transport that listens, and how a phone gets there. */
export interface Listening {
  readonly phone: PhoneOptions;
  /** Closes the transport. Missing where there is nothing to close. */
  close?(): Promise<void>;
}

/** What every transport does alike: the same calls, by this one. */
export function describeTransport(name: string, open: (receiver: Receiver) => Promise<Listening> | Listening): void {
  describe(`the same calls over ${name}`, () => {
    test("a call is answered, changed and ended by the peer", async () => {
      const { alice, answers } = await call(open);

      alice.script.reinvites({ body: offer });
      await answers("onInvite");
      await alice.gets("200 INVITE");
      alice.script.acknowledges();
      await answers("onAck");
      alice.script.hangsUp();

      await answers("onBye");
      await alice.gets("200 BYE");
    });

    test("a call is changed and ended by us", async () => {
      const { alice, session } = await call(open);
      const accepted = new Inbox<string>();

      session.invite({ onAccept: (response) => void response.ack() }, { body: description(offer) });
      await alice.gets("INVITE");
      alice.script.answers("INVITE", 200, { body: answer });
      await alice.gets("ACK");
      session.bye({ onAccept: ({ message }) => accepted.put(`${message.statusCode} ${message.method}`) });
      await alice.gets("BYE");
      alice.script.answers("BYE", 200);

      expect(await accepted.next()).toBe("200 BYE");
    });

    test("a call is refused, and the ACK taken", async () => {
      const { alice, invites, core } = await openWith(open);
      alice.script.invites({ body: offer });

      (await invites.next()).reject({ statusCode: 486 });

      await alice.gets("486 INVITE");
      alice.script.acknowledges();
      const states = (): string[] => core.transactions.transactions.map(({ state }) => state);
      await expect.poll(states).not.toContain("Completed");
    });

    test("a call is cancelled", async () => {
      const { alice, invites } = await openWith(open);
      alice.script.invites({ body: offer });
      (await invites.next()).progress({ statusCode: 180 });
      await alice.gets("180 INVITE");

      alice.script.cancels();

      await alice.gets("200 CANCEL");
      await alice.gets("487 INVITE");
      alice.script.acknowledges();
    });

    test("large messages come through whole, in both directions", async () => {
      const { alice, invites } = await openWith(open);
      const large = `${offer}${"a=x:0123456789abcdef\r\n".repeat(1_000)}`;
      alice.script.invites({ body: large });

      const invite = await invites.next();
      invite.accept({ body: description(large) });

      expect(invite.message.body).toBe(large);
      expect((await alice.gets("200 INVITE")).body).toBe(large);
      alice.script.acknowledges();
    });

    test("octets that are no UTF-8 come back as they came", async () => {
      const { alice } = await openWith(open);
      const text = alice.script.sends("OPTIONS", { from: '"J\u00fcrgen" <sip:j@example.org>' });

      const again = text.replaceAll(/branch=\S+/g, "branch=z9hG4bKlatin1").replace(/CSeq: \d+/, "CSeq: 7777");
      alice.wire.send(Buffer.from(again.replaceAll("pc1.example.org", alice.wire.here), "latin1"));

      await alice.gets("200 OPTIONS");
      const latin = await alice.gets("200 OPTIONS");
      expect(latin.getHeader("From")).toContain("J\u00fcrgen");
      expect(latin.cseq).toBe(7777);
    });

    test("a peer that is gone harms nobody: the next one is answered", async () => {
      const { alice, invites, another } = await openWith(open);
      alice.script.invites({ body: offer });
      const first = await invites.next();
      alice.wire.close();

      first.reject({ statusCode: 486 });

      const carol = await another();
      carol.script.invites({ body: offer });
      (await invites.next()).reject({ statusCode: 603 });
      await carol.gets("603 INVITE");
      carol.script.acknowledges();
    });

    test("what is closed while calls stand fails what is sent, and throws nothing", async () => {
      const { session, close } = await call(open);
      if (close === undefined) return;
      const outcome = new Inbox<number | undefined>();

      await withDeadline(close(), "the end", 5_000);
      session.bye({ onReject: ({ message }) => outcome.put(message.statusCode) });

      expect(await outcome.next()).toBe(503);
    });
  });
}

/** A core behind the transport, and Alice before it. */
async function openWith(open: (receiver: Receiver) => Promise<Listening> | Listening) {
  const invites = new Inbox<IncomingInviteRequest>();
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const core = new UserAgentCore({ loggerFactory }, { onInvite: (invite) => invites.put(invite) });
  const listening = await open(core);
  onTestFinished(async () => {
    core.dispose();
    await listening.close?.();
  });
  const another = (): Promise<PhoneOnWire> => PhoneOnWire.open(listening.phone);
  const close = listening.close && (() => listening.close?.() ?? Promise.resolve());
  return { core, invites, alice: await another(), another, close };
}

/** A call that stands. */
async function call(open: (receiver: Receiver) => Promise<Listening> | Listening) {
  const { invites, alice, close } = await openWith(open);
  const told = new Inbox<string>();
  alice.script.invites({ body: offer });
  const invite = await invites.next();
  invite.progress({ statusCode: 180 });
  await alice.gets("180 INVITE");
  const { session } = invite.accept({ body: description(answer) });
  session.delegate = delegate(told);
  await alice.gets("200 INVITE");
  alice.script.acknowledges();
  expect(await told.next()).toBe("onAck");
  const answers = async (event: string): Promise<void> => expect(await told.next()).toBe(event);
  return { alice, session, answers, close };
}

function delegate(told: Inbox<string>): NonNullable<Session["delegate"]> {
  return {
    onAck: () => told.put("onAck"),
    onInvite: (request) => {
      told.put("onInvite");
      request.accept({ body: description(answer) });
    },
    onBye: (request) => {
      told.put("onBye");
      request.accept();
    },
  };
}

function description(content: string) {
  return { contentDisposition: "session", contentType: "application/sdp", content };
}
