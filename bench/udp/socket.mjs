/** A bare socket for what is written by hand: text in, text out. */
import dgram from "node:dgram";

/** Where all callees listen. */
export const HOST = "127.0.0.1";

/** Octets that each callee asks the kernel to keep for it; the kernel gives what it may. */
export const RECEIVE_BUFFER = 4 * 2 ** 20;

/**
 * @param receive - `(text, peer)`.
 * @returns When the socket is bound: `send(text, peer)`.
 */
export function openSocket(port, receive) {
  // The address is one already; Node would look it up all the same.
  const socket = dgram.createSocket({ type: "udp4", lookup: (address, _options, found) => found(null, address, 4) });
  socket.on("message", (octets, peer) => receive(octets.latin1Slice(), peer));
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, HOST, () => {
      socket.setRecvBufferSize(RECEIVE_BUFFER);
      resolve((text, peer) => socket.send(Buffer.from(text, "latin1"), peer.port, peer.address));
    });
  });
}
