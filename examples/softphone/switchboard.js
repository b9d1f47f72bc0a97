import { IncomingRequestMessage, IncomingResponseMessage, parseMessage } from "sip-uas";

/**
 * A registrar and proxy for two phones on one machine, to try the softphone with. It believes everybody, and forgets everything: not for a network.
 *
 * Everything is at the far end of a WebSocket, so each request goes where the host of its Request-URI has been seen in a Contact.
 */
export class Switchboard {
  /** Contacts by user, as they registered. */
  #registered = new Map();
  /** Flows by the host of the Contact that came by them. */
  #flows = new Map();
  #numbers = new Map();

  receive(data, flow) {
    const message = parseMessage(data);
    if (message instanceof IncomingRequestMessage) this.#request(message, flow);
    else if (message instanceof IncomingResponseMessage) this.#response(message);
  }

  #request(message, flow) {
    const contact = message.parseHeader("Contact");
    if (contact?.uri) this.#flows.set(contact.uri.host, flow);
    if (message.method === "REGISTER") return this.#register(message, contact, flow);
    const uri = this.#registered.get(message.ruri.user)?.uri ?? message.ruri;
    const isForUser = !this.#flows.has(message.ruri.host);
    const target = isForUser ? uri : message.ruri;
    const next = this.#flows.get(target.host);
    if (next === undefined) return message.method !== "ACK" && reply(message, flow, "404 Not Here");
    const [, ...lines] = message.data.split("\r\n");
    const branch = `z9hG4bK-switch-${message.viaBranch}`;
    const via = `Via: SIP/2.0/WS switchboard.invalid;branch=${branch};from=${this.#numberOf(flow)}`;
    void next.send([`${message.method} ${target.toRaw()} SIP/2.0`, via, ...lines].join("\r\n")).catch(() => {});
  }

  /** Takes off our Via, and sends it to where that says. */
  #response(message) {
    const number = /^Via:[^\r]*;from=(\d+)/im.exec(message.data)?.[1];
    const flow = [...this.#numbers].find(([, known]) => String(known) === number)?.[0];
    void flow?.send(message.data.replace(/^Via:[^\r]*\r\n/im, "")).catch(() => {});
  }

  #register(message, contact, flow) {
    const expires = Number(contact?.getParam("expires") ?? message.getHeader("Expires") ?? 600);
    if (expires === 0 || contact === undefined) this.#registered.delete(message.from.uri.user);
    else this.#registered.set(message.from.uri.user, contact);
    const bindings =
      expires === 0 || contact === undefined ? [] : [`Contact: <${contact.uri.toRaw()}>;expires=${expires}`];
    reply(message, flow, "200 OK", bindings);
  }

  #numberOf(flow) {
    if (!this.#numbers.has(flow)) this.#numbers.set(flow, this.#numbers.size + 1);
    return this.#numbers.get(flow);
  }
}

function reply(message, flow, status, more = []) {
  const copied = ["Via", "From", "To", "Call-ID", "CSeq"].flatMap((name) =>
    message.getHeaders(name).map((value) => `${name}: ${value}${name === "To" && !message.toTag ? ";tag=switch" : ""}`),
  );
  void flow.send([`SIP/2.0 ${status}`, ...copied, ...more, "Content-Length: 0", "", ""].join("\r\n")).catch(() => {});
}
