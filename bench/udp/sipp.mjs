/** SIPp's own caller: INVITE, ACK, BYE, no pause between them. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOST, RECEIVE_BUFFER } from "./socket.mjs";

/** As many calls as fit, one after the other in `open` lines. */
export function closedLoop(port, calls, open = 40) {
  return sipp(port, calls, ["-l", String(open), "-r", "50000"], 30 + calls / 500);
}

/** So many calls a second, whatever becomes of them. */
export function openLoop(port, rate, seconds) {
  return sipp(port, Math.round(rate * seconds), ["-l", "100000", "-r", String(rate)], seconds + 4);
}

/** @returns `{ successful, failed, retransmissions, rate }`: calls, messages that SIPp sent again, and calls a second as they were. */
async function sipp(port, calls, options, deadline) {
  const folder = mkdtempSync(join(tmpdir(), "sip-uas-bench-"));
  const file = join(folder, "statistics.csv");
  const common = [
    "-sn",
    "uac",
    "-i",
    HOST,
    "-nostdin",
    "-timer_resol",
    "1",
    "-watchdog_interval",
    "0",
    "-buff_size",
    String(RECEIVE_BUFFER),
  ];
  const statistics = ["-m", String(calls), "-trace_stat", "-stf", file, "-fd", "1"];
  try {
    await run([`${HOST}:${port}`, ...options, ...common, ...statistics], folder, deadline);
    return read(readFileSync(file, "utf8"), calls);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** SIPp's exit code says no more than its statistics. A call that was lost it may wait for without an end: it is ended. */
function run(args, cwd, deadline) {
  const limits = { cwd, maxBuffer: 2 ** 28, timeout: deadline * 1_000, killSignal: "SIGKILL" };
  return new Promise((resolve) => execFile("sipp", args, limits, resolve));
}

function read(table, calls) {
  const [head, ...lines] = table.trimEnd().split("\n");
  const names = head.split(";");
  const of = (line, name) => Number(line.split(";")[names.indexOf(name)]);
  const last = lines[lines.length - 1];
  const successful = of(last, "SuccessfulCall(C)");
  return {
    successful,
    failed: calls - successful,
    retransmissions: of(last, "Retransmissions(C)"),
    rate: of(last, "CallRate(C)"),
  };
}
