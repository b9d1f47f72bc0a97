import { createConnection } from "node:net";
import { type StreamSockets, untilOpened } from "./stream-sockets.js";

/** Plain connections. */
export const tcpSockets: StreamSockets = {
  protocol: "TCP",
  defaultPort: 5060,
  accept: (socket, target) => ({
    socket,
    target,
    incoming: true,
    opened: Promise.resolve({ socket }),
    isReached: () => true,
  }),
  connect(target, _serverName, from) {
    const socket = createConnection({
      ...target,
      noDelay: true,
      allowHalfOpen: true,
      ...(from !== undefined && { localAddress: from }),
    });
    const opened = untilOpened(socket, "connect").then(() => ({ socket }));
    return { socket, target, incoming: false, opened, isReached: () => false };
  },
  leadsTo: () => true,
};
