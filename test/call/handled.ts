import { onTestFinished } from "vitest";
import { type Call, type CallHandler, type HandleInviteOptions } from "../../src/index.js";
import { type CallFlow, type CallFlowOptions } from "../../src/testing/index.js";
import { callFlow } from "../testing/flow.js";

/** A call flow whose INVITEs are handled; nothing may be rejected without anybody handling it. */
export interface HandledFlow extends CallFlow {
  /** What the handler was given, in order. */
  readonly calls: readonly Call[];
  /** The last of them. @throws Error when there is none */
  readonly call: () => Call;
}

export function handled(
  handler: CallHandler,
  options: CallFlowOptions & { readonly handling?: HandleInviteOptions } = {},
): HandledFlow {
  const calls: Call[] = [];
  const rejections: unknown[] = [];
  const note = (error: unknown): void => void rejections.push(error);
  process.on("unhandledRejection", note);
  const flow = callFlow(options);
  flow.core.handleInvite((call) => {
    calls.push(call);
    return handler(call);
  }, options.handling);
  // Runs before the leak check, which was registered first.
  onTestFinished(async () => {
    await flow.pass();
    process.off("unhandledRejection", note);
    if (rejections.length > 0) throw new Error(`nobody handled: ${rejections.map(String).join(", ")}`);
  });
  return {
    ...flow,
    calls,
    call: () => {
      const call = calls.at(-1);
      if (call === undefined) throw new Error("no INVITE has reached the handler");
      return call;
    },
  };
}

/** What a promise has come to by now. */
export async function outcome(promise: Promise<unknown>): Promise<{ value: unknown } | { error: unknown } | "open"> {
  return Promise.race([
    promise.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
    new Promise<"open">((resolve) => setImmediate(() => resolve("open"))),
  ]);
}
