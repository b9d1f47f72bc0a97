/** What has to be done, by hand: transactions, timers and dialogs, without any check. The yardstick. */
import { StatefulFloor } from "../floors/stateful.mjs";

export function startEngine(application) {
  const sent = [];
  const floor = new StatefulFloor({ application, sendsTrying: true, send: (text) => sent.push(text) });
  const peer = { address: "192.0.2.101", port: 5060 };
  return { receive: (text) => floor.receive(text, peer), sent };
}
