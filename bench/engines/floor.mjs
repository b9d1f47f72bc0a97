/** The least that can be done, by hand: fields found, answers put together, nothing kept. */
import { createStatelessFloor } from "../floors/stateless.mjs";

export function startEngine(application) {
  const sent = [];
  const receive = createStatelessFloor({ application, sendsTrying: true, send: (text) => sent.push(text) });
  const peer = { address: "192.0.2.101", port: 5060 };
  return { receive: (text) => receive(text, peer), sent };
}
