import { createRequire } from "node:module";
import { runDemo } from "./demo.js";
import { HELP } from "./help.js";
import { ListenError } from "./listen.js";
import { readCommand, type ServeOptions } from "./options.js";
import { type Output, serve } from "./serve.js";
import { formatSocketAddress } from "./socket-address.js";
import { UsageError } from "./usage-error.js";

/** What a run of the program has of the world. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  /** Resolves when the program is asked to end. */
  readonly asked: Promise<void>;
}

/** Exit codes; the help lists them. */
export const ExitCode = { Done: 0, Fault: 1, Usage: 2, Address: 3 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The program. Never throws: what goes wrong is said, and is in the exit code. */
export async function runProgram({ args, environment, output, asked }: Surroundings): Promise<ExitCode> {
  try {
    const command = readCommand(args, environment);
    switch (command.kind) {
      case "help":
        output.out(HELP.trimEnd());
        return ExitCode.Done;
      case "version":
        output.out(readVersion());
        return ExitCode.Done;
      case "demo":
        return (await runDemo(output)) ? ExitCode.Done : ExitCode.Fault;
      case "serve":
        await serveUntil(asked, command.options, output);
        return ExitCode.Done;
    }
  } catch (error) {
    if (error instanceof UsageError) {
      output.problem(`${error.message}\nTry sip-uas --help.`);
      return ExitCode.Usage;
    }
    if (error instanceof ListenError) {
      output.problem(error.message);
      return ExitCode.Address;
    }
    output.problem(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return ExitCode.Fault;
  }
}

/** Milliseconds that calls are given to end when the program is asked to. */
const PATIENCE = 2_000;

async function serveUntil(asked: Promise<void>, options: ServeOptions, output: Output): Promise<void> {
  const service = await serve(options, output);
  for (const { protocol, bound } of service.transports) {
    output.out(`listening on ${protocol.toLowerCase()} ${formatSocketAddress(bound)}`);
  }
  await asked;
  await service.stop(PATIENCE);
}

/** The package knows its own version; a copy of the program outside the package does not. */
function readVersion(): string {
  try {
    const manifest: unknown = createRequire(import.meta.url)("sip-uas/package.json");
    if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  } catch {
    // Said below.
  }
  return "unknown";
}
