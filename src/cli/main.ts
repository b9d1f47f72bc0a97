#!/usr/bin/env node
import { runProgram } from "./program.js";

const asked = new Promise<void>((resolve) => {
  // Once: whoever asks again does not want to wait.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
});

// Whoever reads our lines may go before we do (`sip-uas | head`).
process.stdout.on("error", () => undefined);

const output = {
  out: (line: string) => void process.stdout.write(`${line}\n`),
  problem: (line: string) => void process.stderr.write(`sip-uas: ${line}\n`),
};

void runProgram({ args: process.argv.slice(2), environment: process.env, output, asked }).then((exitCode) => {
  process.exitCode = exitCode;
});
