// Three people are called at once; whoever picks up first has the call.
// npm run build && node examples/ring-group.js
import { setTimeout } from "node:timers/promises";
import { UserAgentCore } from "sip-uas";
import { UdpTransport } from "sip-uas/node";
import { description } from "./media.js";

/** In the place of telephones: each is picked up after a time, or says no. All stop ringing when the call ends. */
const members = [
  { name: "Anna", alert: (signal) => setTimeout(60_000, "Anna", { signal }) },
  { name: "Ben", alert: (signal) => setTimeout(200, "Ben", { signal }) },
  { name: "Carla", alert: () => Promise.reject(new Error("busy")) },
];

const core = new UserAgentCore();
core.handleInvite(async (call) => {
  call.ring();
  const pickedUp = new AbortController();
  const stop = AbortSignal.any([call.signal, pickedUp.signal]);
  const member = await Promise.any(members.map(({ alert }) => alert(stop))).catch(() => undefined);
  pickedUp.abort();
  // Nobody is there. When it is the caller who has given up, this does nothing.
  if (member === undefined) return call.refuse(480);
  await call.answer(description());
  console.log(`${member} talks to ${call.caller.friendlyName}`);
  const { cause } = await call.ended;
  console.log(`${member} is free again: ${cause}`);
});

const { bound } = await UdpTransport.listen({ host: "127.0.0.1", port: Number(process.env.PORT ?? 5060) }, core);
console.log(`call sip:group@${bound.host}:${bound.port}`);
