import { createRequire } from "node:module";
import { runDemo } from "./demo.js";
import { ExitCode } from "./exit-code.js";
import { HELP } from "./help.js";
import { ListenError } from "./listen.js";
import { readCommand, type ServeOptions } from "./options.js";
import { type Output, serve } from "./serve.js";
import { formatSocketAddress } from "./socket-address.js";
import { UsageError } from "./usage-error.js";
import { runPrimary } from "./workers/primary.js";

/** What a run of the program has of the world. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  /** Resolves when the program is asked to end. */
  readonly asked: Promise<void>;
  /** Has a listener called whenever all workers are to be replaced; missing: they never are. */
  readonly onReplace?: (listener: () => void) => void;
}

/** The program. Never throws: what goes wrong is said, and is in the exit code. */
export async function runProgram({
  args,
  environment,
  output,
  asked,
  onReplace = () => undefined,
}: Surroundings): Promise<ExitCode> {
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
      case "serve": {
        const { workers } = command.options;
        if (workers !== undefined)
          return await runPrimary({ options: workers, output, asked, onReplace, patience: PATIENCE });
        await serveUntil(asked, command.options, output);
        return ExitCode.Done;
      }
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
