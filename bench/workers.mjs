/**
 * What it costs to answer by several processes: CPU time of all processes of the callee for 1,000 calls over UDP, on the loopback.
 *
 *     npm run build && node bench/workers.mjs [calls]
 *
 * Linux only: the CPU times of other processes are read from /proc.
 */
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CALLS = Number(process.argv[2] ?? 20_000);
const OPEN = 40;
/** Each worker compiles for itself, and is given time to. */
const WARM = 15_000;
const ROUNDS = 3;
const HOST = "127.0.0.1";
const PROGRAM = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

/** Of three datagrams of a call (INVITE, ACK, BYE) how many are read by another worker than theirs, on average, with two. */
const SETTINGS = [
  { title: "one process", args: [], handedOver: 0 },
  { title: "2 workers, all by the shared port", args: ["--workers", "2"], handedOver: 1.5 },
  {
    title: "2 workers, ACK and BYE by the Contact",
    args: ["--workers", "2", "--worker-ports", "15071-15079"],
    handedOver: 0.5,
    byContact: true,
  },
  {
    title: "3 workers, all by the shared port",
    args: ["--workers", "3"],
    handedOver: 2,
  },
];

async function measure({ args, byContact = false }) {
  const child = spawn(process.execPath, [PROGRAM, "--quiet", "--udp", `${HOST}:0`, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { port, workers } = await listening(child, args.length > 0);
  const processes = [child.pid, ...workers];
  const caller = new Caller(port, byContact);
  await caller.open();
  await caller.place(WARM);
  const before = processes.map(cpuOf);
  const started = performance.now();
  await caller.place(CALLS);
  const seconds = (performance.now() - started) / 1_000;
  const used = processes.map((id, index) => cpuOf(id) - before[index]);
  caller.close();
  child.kill("SIGTERM");
  await once(child, "exit");
  const cpu = (used.reduce((sum, each) => sum + each, 0) * 1_000) / CALLS;
  return { cpu, primary: (used[0] * 1_000) / CALLS, rate: CALLS / seconds, repeated: caller.repeated };
}

async function listening(child, hasWorkers) {
  let port = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    port ||= Number(/^listening on udp .*:(\d+)$/.exec(line)?.[1] ?? 0);
    const workers = [...line.matchAll(/\(process (\d+)\)/g)].map(([, id]) => Number(id));
    if (port > 0 && (workers.length > 0 || !hasWorkers)) {
      child.stdout.resume();
      return { port, workers };
    }
  }
  throw new Error("it did not start");
}

/** CPU seconds of a process. A tick is 10 ms. */
function cpuOf(id) {
  const fields = readFileSync(`/proc/${id}/stat`, "latin1").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Places calls, so many at a time: INVITE, ACK and BYE at once, and what is not answered again. */
class Caller {
  #socket = createSocket("udp4");
  #port;
  #byContact;
  #calls = new Map();
  #count = 0;
  #left = 0;
  #done = () => undefined;
  #timer;
  repeated = 0;

  constructor(port, byContact) {
    this.#port = port;
    this.#byContact = byContact;
    this.#socket.on("message", (datagram) => this.#receive(datagram.toString("latin1")));
  }

  async open() {
    this.#socket.bind(0, HOST);
    await once(this.#socket, "listening");
    this.#socket.setRecvBufferSize(4 * 2 ** 20);
    this.#timer = setInterval(() => this.#repeat(), 500);
  }

  close() {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  async place(calls) {
    this.#left = calls;
    const done = new Promise((resolve) => (this.#done = resolve));
    for (let i = 0; i < OPEN; i += 1) this.#begin();
    await done;
  }

  #begin() {
    if (this.#left === 0) {
      if (this.#calls.size === 0) this.#done();
      return;
    }
    this.#left -= 1;
    const callId = `${process.pid}-${(this.#count += 1)}`;
    const call = { port: this.#port, tag: "", text: "", at: 0 };
    this.#calls.set(callId, call);
    this.#send(callId, call, "INVITE", 1, this.#port);
  }

  #receive(text) {
    const callId = /^Call-ID: (.*)\r$/m.exec(text)?.[1];
    const call = this.#calls.get(callId);
    const status = Number(text.slice(8, 11));
    if (call === undefined || status < 200) return;
    if (text.includes("\r\nCSeq: 2 BYE")) {
      this.#calls.delete(callId);
      return this.#begin();
    }
    if (call.tag !== "") return;
    call.tag = `;tag=${/^To: .*;tag=([^;\r]*)/m.exec(text)?.[1]}`;
    if (this.#byContact) call.port = Number(/^Contact: <[^>]*:(\d+)/m.exec(text)?.[1]);
    this.#send(callId, call, "ACK", 1, call.port);
    this.#send(callId, call, "BYE", 2, call.port);
  }

  #send(callId, call, method, cseq, port) {
    const here = `${HOST}:${this.#socket.address().port}`;
    const body = method === "INVITE" ? OFFER : "";
    call.text = [
      `${method} sip:instant@${HOST}:${port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${here};rport;branch=z9hG4bK${callId}${method}`,
      "Max-Forwards: 70",
      `From: <sip:alice@${HOST}>;tag=${callId}`,
      `To: <sip:instant@${HOST}>${call.tag}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:alice@${here}>`,
      ...(body === "" ? [] : ["Content-Type: application/sdp"]),
      `Content-Length: ${body.length}`,
      `\r\n${body}`,
    ].join("\r\n");
    call.at = performance.now();
    this.#socket.send(call.text, port, HOST);
  }

  #repeat() {
    const now = performance.now();
    for (const call of this.#calls.values()) {
      if (now - call.at < 500) continue;
      this.repeated += 1;
      this.#socket.send(call.text, call.port, HOST);
    }
  }
}

function print() {
  const [one] = SETTINGS.map((setting) => least.get(setting).cpu);
  console.log(
    `${CALLS} calls of 3 datagrams in and 2 out, at most ${OPEN} open. Node ${process.versions.node}; least of ${ROUNDS} rounds.\n`,
  );
  console.log(
    "|  | CPU s per 1,000 calls | × one process | of it the primary | µs a datagram handed over | calls a second | repeated |",
  );
  console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
  for (const setting of SETTINGS) {
    const { cpu, primary, rate, repeated } = least.get(setting);
    const own = setting === SETTINGS[0] ? "" : primary.toFixed(4);
    const cost = setting.handedOver === 0 ? "" : (((cpu - one) * 1_000) / setting.handedOver).toFixed(1);
    console.log(
      `| ${setting.title} | ${cpu.toFixed(3)} | ${(cpu / one).toFixed(2)} | ${own} | ${cost} | ${Math.round(rate)} | ${repeated} |`,
    );
  }
}

const OFFER =
  "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";

const least = new Map();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const setting of SETTINGS) {
    const measured = await measure(setting);
    const before = least.get(setting)?.cpu ?? Infinity;
    if (measured.cpu < before) least.set(setting, measured);
  }
}
print();
