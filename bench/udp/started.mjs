/** A callee in a process of its own, and what it costs. */
import { fork, spawn, spawnSync } from "node:child_process";
import dgram from "node:dgram";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setTimeout as pause } from "node:timers/promises";
import { HOST, RECEIVE_BUFFER } from "./socket.mjs";

/** Ends the program where there is no SIPp, or no Linux to ask what a process costs. */
export function requireSipp() {
  if (spawnSync("sipp", ["-v"], { stdio: "ignore" }).error !== undefined) {
    console.error("SIPp is missing, which makes the calls (Debian: apt-get install sip-tester).");
    process.exit(3);
  }
  if (process.platform !== "linux") {
    console.error("CPU times of processes are read from /proc, which only Linux has.");
    process.exit(3);
  }
}

/**
 * @param name - A file of `callees/`, or `sipp` for its built-in callee.
 * @param execArgv - Of Node.
 * @returns `{ port, child, cpu(), stop() }`, once it listens. `cpu`: seconds so far, all threads together.
 */
export async function startCallee(name, script = new URL("callee.mjs", import.meta.url), execArgv = []) {
  const port = await freePort();
  const child = name === "sipp" ? startSipp(port) : fork(fileURLToPath(script), [name, String(port)], { execArgv });
  // SIPp does not say when it listens.
  if (name === "sipp") await pause(500);
  else if ((await Promise.race([once(child, "message"), once(child, "exit")]))[0] !== "ready")
    throw new Error(`${name} does not start`);
  const stop = async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return { port, child, cpu: () => cpuSeconds(child.pid), stop };
}

function startSipp(port) {
  return spawn(
    "sipp",
    ["-sn", "uas", "-i", HOST, "-p", String(port), "-nostdin", "-buff_size", String(RECEIVE_BUFFER)],
    { stdio: "ignore" },
  );
}

/** A port that is free now. */
export async function freePort() {
  const socket = dgram.createSocket("udp4");
  socket.bind(0, HOST);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

/** To the nanosecond, where `stat` has hundredths of a second. */
function cpuSeconds(pid) {
  const folder = `/proc/${pid}/task`;
  const times = readdirSync(folder).map((task) =>
    Number(readFileSync(`${folder}/${task}/schedstat`, "utf8").split(" ")[0]),
  );
  return times.reduce((total, time) => total + time, 0) / 1e9;
}
