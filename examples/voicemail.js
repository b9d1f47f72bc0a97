// Rings for a while, then takes a message until the caller hangs up, presses # or has said enough.
// npm run build && node examples/voicemail.js
import { readDtmf, UserAgentCore } from "sip-uas";
import { UdpTransport } from "sip-uas/node";
import { description } from "./media.js";

/** Milliseconds. */
const RINGING = Number(process.env.RINGING ?? 5_000);
const LONGEST = 120_000;

const core = new UserAgentCore();
core.handleInvite(async (call) => {
  call.ring();
  // Fails when the caller gives up meanwhile, and nothing below is done.
  await call.delay(RINGING);
  const session = await call.answer(description("recvonly"));
  console.log(`recording ${call.caller.friendlyName}`);
  call.delay(LONGEST).then(
    () => session.end(),
    () => undefined,
  );
  // Ends with the call, if nobody leaves it before.
  for await (const request of session.requests) {
    const key = readDtmf(request.message)?.signal;
    if (key === undefined) continue; // left to the library
    request.accept();
    console.log(`key ${key}`);
    if (key === "#") break;
  }
  session.end();
  const { cause } = await call.ended;
  console.log(`recorded ${call.caller.friendlyName}: ${cause}`);
});

const { bound } = await UdpTransport.listen({ host: "127.0.0.1", port: Number(process.env.PORT ?? 5060) }, core);
console.log(`call sip:voicemail@${bound.host}:${bound.port}`);
