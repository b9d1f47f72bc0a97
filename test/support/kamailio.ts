import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.js";

/** Whether Kamailio with its WebSocket module is on this machine: `describe.skipIf(!hasKamailio)`. */
export const hasKamailio = startsWithWebSockets();

/** Who may register, and with which password. */
export type Users = Readonly<Record<string, string>>;

/** A proxy and registrar that runs: by UDP, TCP and WebSocket on one port of the loopback. */
export interface Kamailio {
  readonly host: string;
  readonly port: number;
  /** What it has logged, for a test that fails. */
  readonly log: string;
  stop(): Promise<void>;
}

/**
 * Starts Kamailio, and waits until it answers.
 *
 * It records its route in every INVITE. A call to a user of its own domain goes to where that user has registered, any other to where its
 * Request-URI says, `;transport=tcp` included.
 *
 * @param users - Those who register are asked for their password (Digest). @defaultValue nobody can register
 */
export async function startKamailio(users: Users = {}): Promise<Kamailio> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-kamailio-"));
  const path = join(folder, "kamailio.cfg");
  writeFileSync(path, configuration(port, users));
  const parameters = ["-f", path, "-DD", "-E", "-n", "2", "-N", "2", "-m", "32", "-M", "8", "-Y", folder, "-w", folder];
  const child = spawn("kamailio", parameters, { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => lines.push(text));
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(port, child);
  } catch (error) {
    await stop();
    throw new Error(`Kamailio did not start: ${lines.join("")}`, { cause: error });
  }
  return {
    host: "127.0.0.1",
    port,
    get log() {
      return lines.join("");
    },
    stop,
  };
}

function startsWithWebSockets(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-kamailio-"));
  const path = join(folder, "kamailio.cfg");
  writeFileSync(path, configuration(5060, {}));
  const { status } = spawnSync("kamailio", ["-c", "-f", path], { stdio: "ignore" });
  rmSync(folder, { recursive: true });
  return status === 0;
}

/** Asks with OPTIONS, again and again, for twenty seconds at most. */
async function answers(port: number, child: ChildProcess): Promise<void> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const from = socket.address().port;
  const options = [
    `OPTIONS sip:127.0.0.1:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${from};branch=z9hG4bK-are-you-there`,
    "Max-Forwards: 70",
    "From: <sip:test@127.0.0.1>;tag=t",
    `To: <sip:127.0.0.1:${port}>`,
    `Call-ID: are-you-there-${from}`,
    "CSeq: 1 OPTIONS",
    "Content-Length: 0",
    "\r\n",
  ].join("\r\n");
  const ask = setInterval(() => {
    socket.send(options, port, "127.0.0.1");
  }, 100);
  try {
    const deadline = AbortSignal.timeout(20_000);
    const gone = once(child, "exit", { signal: deadline }).then(() => {
      throw new Error("it ended");
    });
    await Promise.race([once(socket, "message", { signal: deadline }), gone]);
  } finally {
    clearInterval(ask);
    socket.close();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  const last = setTimeout(() => child.kill("SIGKILL"), 5_000);
  child.kill("SIGTERM");
  await ended;
  clearTimeout(last);
}

function configuration(port: number, users: Users): string {
  const passwords = Object.entries(users).map(
    ([user, password]) => `if ($au == "${user}") $var(password) = "${password}";`,
  );
  return `#!KAMAILIO
debug=2
log_stderror=yes
children=2
tcp_children=2
auto_aliases=no
disable_tcp=no
tcp_accept_no_cl=yes
tcp_connection_lifetime=600
listen=udp:127.0.0.1:${port}
listen=tcp:127.0.0.1:${port}
alias="kamailio.example.com"

loadmodule "kex.so"
loadmodule "corex.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
loadmodule "auth.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "nathelper.so"
loadmodule "xhttp.so"
loadmodule "websocket.so"

modparam("rr", "enable_double_rr", 1)
modparam("rr", "append_fromtag", 0)
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_expires", 3600)
modparam("registrar", "min_expires", 10)
modparam("nathelper|registrar", "received_avp", "$avp(received)")

request_route {
  if (!mf_process_maxfwd_header("10")) {
    sl_send_reply("483", "Too Many Hops");
    exit;
  }
  if ($proto == "ws") {
    force_rport();
    if (is_method("REGISTER")) fix_nated_register();
    else add_contact_alias();
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  if (has_totag()) {
    if (loose_route() || is_method("NOTIFY")) {
      if ($du == "") handle_ruri_alias();
      t_on_reply("ANSWERED");
      t_relay();
    } else if (is_method("ACK")) {
      if (t_check_trans()) t_relay();
    } else {
      sl_send_reply("404", "Not Here");
    }
    exit;
  }
  if (is_method("OPTIONS") && uri == myself && $rU == $null) {
    sl_send_reply("200", "OK");
    exit;
  }
  if (is_method("REGISTER")) {
    $var(password) = "";
    ${passwords.join("\n    ")}
    if (!pv_www_authenticate("$td", "$var(password)", "0") || $var(password) == "") {
      www_challenge("$td", "1");
      exit;
    }
    consume_credentials();
    save("location");
    exit;
  }
  if (is_method("INVITE|SUBSCRIBE|REFER")) record_route();
  if (uri == myself && $rU != $null && !lookup("location")) {
    sl_send_reply("404", "Not Found");
    exit;
  }
  t_on_reply("ANSWERED");
  t_relay();
}

onreply_route[ANSWERED] {
  if ($proto == "ws") add_contact_alias();
}

event_route[xhttp:request] {
  if ($hdr(Upgrade) =~ "websocket" && $hdr(Connection) =~ "Upgrade") {
    ws_handle_handshake();
    exit;
  }
  xhttp_reply("404", "Not Found", "", "");
}
`;
}
