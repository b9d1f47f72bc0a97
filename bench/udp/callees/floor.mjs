/** What the platform itself costs: a socket, and the floor that keeps nothing. */
import { createStatelessFloor } from "../../floors/stateless.mjs";
import { openSocket } from "../socket.mjs";

export async function listen(port) {
  const send = await openSocket(port, (text, peer) => receive(text, peer));
  const receive = createStatelessFloor({ application: "accept", sendsTrying: false, send });
}
