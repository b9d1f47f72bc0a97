import { describe, expectTypeOf, test } from "vitest";
import {
  type AnswerOptions,
  type Call,
  type CallEndedError,
  type CallHandler,
  type CallSession,
  type IncomingCallRequest,
  type IncomingRequest,
  type NameAddrHeader,
  type OutgoingProgressResponse,
  type Session,
  type Termination,
  type UserAgentCore,
} from "../../src/index.js";

describe("the types of a handled call", () => {
  test("a handler may be a plain function or one that awaits", () => {
    expectTypeOf<(call: Call) => void>().toExtend<CallHandler>();
    expectTypeOf<(call: Call) => Promise<void>>().toExtend<CallHandler>();
    expectTypeOf<UserAgentCore["handleInvite"]>().parameter(0).toEqualTypeOf<CallHandler | undefined>();
  });

  test("what a call gives", () => {
    expectTypeOf<Call["request"]>().toEqualTypeOf<IncomingCallRequest>();
    expectTypeOf<Call["caller"]>().toEqualTypeOf<NameAddrHeader>();
    expectTypeOf<Call["session"]>().toEqualTypeOf<CallSession | undefined>();
    expectTypeOf<Call["signal"]>().toEqualTypeOf<AbortSignal>();
    expectTypeOf<Call["ended"]>().toEqualTypeOf<Promise<Termination>>();
    expectTypeOf<Call["termination"]>().toEqualTypeOf<Termination | undefined>();
    expectTypeOf<ReturnType<Call["ring"]>>().toEqualTypeOf<OutgoingProgressResponse>();
    expectTypeOf<ReturnType<Call["answer"]>>().toEqualTypeOf<Promise<CallSession>>();
    expectTypeOf<Call["answer"]>().parameter(0).toEqualTypeOf<string | AnswerOptions | undefined>();
    expectTypeOf<CallEndedError["termination"]>().toEqualTypeOf<Termination>();
  });

  test("a session is all that a Session is, can be read, and disposed of", () => {
    expectTypeOf<CallSession>().toExtend<Session>();
    expectTypeOf<CallSession>().toExtend<AsyncDisposable>();
    expectTypeOf<CallSession["requests"]>().toExtend<AsyncIterable<IncomingRequest>>();
  });
});
