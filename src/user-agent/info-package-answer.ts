import { infoPackagesIn } from "../dialog/info-packages-in.js";
import { type SessionDialog } from "../dialog/session-dialog.js";
import { announcedInfoPackages } from "../message/announced-info-packages.js";
import { type IncomingRequestMessage } from "../message/incoming-request-message.js";
import { type ResponseOptions } from "../message/outgoing-response.js";
import { has } from "./response-duties.js";
import { type UserAgentHost } from "./user-agent-host.js";

/**
 * What the responses to one request say of INFO packages: something if and only if the request does, and all of them the same. RFC 6086 §5.2.3
 *
 * What our application writes into a Recv-Info of its own goes before what is configured.
 */
export class InfoPackageAnswer {
  /** What the request announces; `undefined` where it is silent. */
  readonly #theirs: readonly string[] | undefined;
  readonly #mayFail: boolean;
  /** What a response has announced. */
  #ours: readonly string[] | undefined;

  constructor(message: IncomingRequestMessage) {
    this.#mayFail = message.method === "INVITE";
    this.#theirs = announcedInfoPackages(message)?.map(({ name }) => name);
  }

  /** The response with Recv-Info as it has to be; nothing has changed yet. @param usual - What is announced when nobody says otherwise. */
  write(options: ResponseOptions, usual: () => readonly string[]): ResponseOptions {
    if (this.#theirs === undefined) return this.leaveOut(options);
    const given = options.extraHeaders ?? [];
    const names = this.#ours ?? infoPackagesIn(given, "Recv-Info") ?? usual();
    return { ...options, extraHeaders: [...withoutRecvInfo(given), recvInfoLine(names)] };
  }

  /** The response without Recv-Info: one that may never arrive. */
  leaveOut(options: ResponseOptions): ResponseOptions {
    const given = options.extraHeaders ?? [];
    return has(given, "recv-info") ? { ...options, extraHeaders: withoutRecvInfo(given) } : options;
  }

  /** A response that `write` has made goes: what it says holds, and what the request says. */
  commit(dialog: SessionDialog, { extraHeaders = [] }: Pick<ResponseOptions, "extraHeaders">): void {
    if (this.#theirs === undefined) return;
    const sets = { ours: infoPackagesIn(extraHeaders, "Recv-Info"), theirs: this.#theirs };
    this.#ours = sets.ours;
    // RFC 6086 §5.2.4: an INVITE may still be refused, even behind a 2xx that waits.
    if (this.#mayFail) dialog.infoPackages.changeForNow(sets);
    else dialog.infoPackages.change(sets);
  }
}

/** What we announce in this dialog when nobody says otherwise: the same as before, or what is configured. */
export function wantedInfoPackages(
  dialog: SessionDialog | undefined,
  { configuration }: Pick<UserAgentHost, "configuration">,
): readonly string[] {
  return dialog?.infoPackages.ours ?? Object.keys(configuration.infoPackages ?? {});
}

/** RFC 6086 §7.3: empty for none. */
export function recvInfoLine(names: readonly string[]): string {
  return `Recv-Info: ${names.join(", ")}`.trimEnd();
}

function withoutRecvInfo(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !has([line], "recv-info"));
}
