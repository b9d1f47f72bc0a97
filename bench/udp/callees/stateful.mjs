/** The stateful floor over a bare socket. */
import { StatefulFloor } from "../../floors/stateful.mjs";
import { openSocket } from "../socket.mjs";

export async function listen(port) {
  const send = await openSocket(port, (text, peer) => floor.receive(text, peer));
  const floor = new StatefulFloor({ application: "accept", sendsTrying: false, send });
}
