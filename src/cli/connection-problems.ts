import { type ConnectionEvent } from "../adapters/node/index.js";
import { formatSocketAddress } from "./socket-address.js";

/** Says what is wrong with connections: each kind once, as one who attacks makes thousands. */
export class ConnectionProblems {
  readonly #write: (line: string) => void;
  readonly #told = new Set<string>();

  /** @param write - Gets each line, without a line end. */
  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  tell(event: ConnectionEvent): void {
    if (event.type === "up") return;
    const { type, protocol, reason, remote, error } = event;
    const what = type === "refused" ? REFUSALS[reason] : ENDS[reason];
    const kind = `${protocol} ${type} ${reason}`;
    if (what === undefined || this.#told.has(kind)) return;
    this.#told.add(kind);
    const cause = error === undefined ? "" : `: ${error.message}`;
    this.#write(
      `${protocol.toLowerCase()} ${formatSocketAddress(remote)}: ${what}${cause} (further ones are not told)`,
    );
  }
}

type Refusal = Extract<ConnectionEvent, { readonly type: "refused" }>["reason"];
type End = Extract<ConnectionEvent, { readonly type: "down" }>["reason"];

const REFUSALS: Readonly<Record<Refusal, string>> = {
  "too-many": "refused, as there are too many connections",
  handshake: "the handshake did not succeed",
  origin: "refused because of its origin",
  subprotocol: "refused, as it does not offer the subprotocol sip",
  unreachable: "cannot be reached",
};

/** Connections that end in good order are not worth a word. */
const ENDS: Readonly<Record<End, string | undefined>> = {
  peer: undefined,
  closed: undefined,
  idle: undefined,
  "slow-message": "closed, as a message did not end in time",
  "slow-reader": "closed, as it does not read what is sent",
  "bad-stream": "closed, as what comes cannot be cut into messages",
  "no-pong": "closed, as a keep-alive was not answered",
  room: "closed, as another one needed its place",
  error: "closed by an error",
};
