import { createDigestResponder, parseUri, Registerer, URI, UserAgentCore } from "sip-uas";
import { formatLadder } from "sip-uas/trace";
import { WebSocketTransport } from "sip-uas/web";

/**
 * The line to the server: a WebSocket that is kept open, and a registration that is kept up.
 *
 * @param {{ server: string, aor: string, password: string }} account
 * @param {{ onState(state: "waiting" | "ready" | "refused", text: string): void, onCall(call: import("sip-uas").Call): Promise<void>, onLadder(text: string): void }} user
 */
export function openLine({ server, aor: address, password }, user) {
  const aor = parseUri(address.includes(":") ? address : `sip:${address}`);
  if (!(aor instanceof URI) || !aor.user) throw new Error(`${address} is no address like sip:you@example.com`);
  const drawing = new Drawing((text) => user.onLadder(text));
  const core = new UserAgentCore({
    aor,
    credentials: createDigestResponder({ user: { username: aor.user, password } }),
    transportAccessor: () => transport,
    trace: (event) => drawing.add(event),
    userAgentHeaderFieldValue: "sip-uas softphone",
  });
  const transport = new WebSocketTransport({ server, reconnect: { first: 500, most: 15_000 } }, core);
  const registerer = new Registerer(core, { instanceId: instanceId(), retry: { first: 2_000, most: 60_000 } });

  transport.onConnect = () => {
    user.onState("waiting", "Connected, registering…");
    void registerer.register();
  };
  transport.onRetry = (_error, delay) =>
    user.onState(
      "waiting",
      delay === undefined ? "Offline" : `Connection lost, trying again in ${Math.ceil(delay / 1_000)} s`,
    );
  registerer.onRegistered = ({ flowTimer }) => {
    if (flowTimer !== undefined) transport.keepAliveInterval = flowTimer * 1_000;
    user.onState("ready", `Ready: ${aor.user}@${aor.host}`);
  };
  registerer.onFailure = (error, retryIn) => {
    // Without a connection the transport has told more.
    if (!transport.isConnected()) return;
    user.onState(retryIn === undefined ? "refused" : "waiting", `Not registered: ${error.message}`);
  };
  core.handleInvite((call) => {
    drawing.follow(call.request.message.callId);
    return user.onCall(call);
  });
  user.onState("waiting", "Connecting…");
  transport.connect().catch((error) => user.onState("refused", String(error.message)));

  return {
    /** Takes back the registration, and closes. */
    async close() {
      await Promise.race([registerer.unregister().catch(() => {}), new Promise((done) => setTimeout(done, 1_000))]);
      registerer.dispose();
      core.dispose();
      await transport.dispose();
    },
    /** Loses the connection as a network would: to see that it comes back. */
    transport,
  };
}

/** Draws the messages of one call as they come. */
class Drawing {
  #events = [];
  #callId = "";
  #draw;
  #drawn = false;

  constructor(draw) {
    this.#draw = draw;
  }

  follow(callId) {
    this.#callId = callId;
    this.#events = this.#events.filter((event) => this.#isOfCall(event));
    this.#drawSoon();
  }

  add(event) {
    // The INVITE is seen before the call is.
    if (!this.#isOfCall(event) && !event.text.startsWith("INVITE ")) return;
    this.#events.push(event);
    this.#drawSoon();
  }

  #isOfCall({ text }) {
    return this.#callId !== "" && text.includes(this.#callId);
  }

  #drawSoon() {
    if (this.#drawn) return;
    this.#drawn = true;
    setTimeout(() => {
      this.#drawn = false;
      const events = this.#events.filter((event) => this.#isOfCall(event));
      this.#draw(events.length === 0 ? "" : formatLadder(events, { us: "phone", nameOf: () => "server" }));
    }, 50);
  }
}

/** The same for ever on this device. RFC 5626, section 4.1 */
function instanceId() {
  const known = localStorage.getItem("instance");
  if (known !== null) return known;
  const bytes = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
  const made = `urn:uuid:${bytes.join("").replace(/^(.{8})(.{4})(.)(.{3})(.)(.{3})(.{12})$/, "$1-$2-4$4-a$6-$7")}`;
  localStorage.setItem("instance", made);
  return made;
}
