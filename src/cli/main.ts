#!/usr/bin/env node
import { runProgram } from "./program.js";
import { isWorkerProcess, runWorkerProcess } from "./workers/run-worker.js";

// Whoever reads our lines may go before we do (`sip-uas | head`).
process.stdout.on("error", () => undefined);

const args = process.argv.slice(2);
const environment = process.env;
const output = {
  out: (line: string) => void process.stdout.write(`${line}\n`),
  problem: (line: string) => void process.stderr.write(`sip-uas: ${line}\n`),
};

if (isWorkerProcess(environment)) {
  // The way to the primary process keeps it alive otherwise.
  void runWorkerProcess({ args, environment, output }).then((exitCode) => process.exit(exitCode));
} else {
  const asked = new Promise<void>((resolve) => {
    // Once: whoever asks again does not want to wait.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    // A terminal that is closed says SIGHUP, which means something else here; but nothing can be written to it any more.
    process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "EIO") resolve();
    });
  });
  const onReplace = (listener: () => void) => void process.on("SIGHUP", listener);
  void runProgram({ args, environment, output, asked, onReplace }).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
