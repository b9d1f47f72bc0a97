/** Where a transport that is connected and disconnected stands. As in SIP.js. */
export const TransportState = {
  Connecting: "Connecting",
  Connected: "Connected",
  Disconnecting: "Disconnecting",
  /** Also while it waits for the next attempt. */
  Disconnected: "Disconnected",
} as const;
export type TransportState = (typeof TransportState)[keyof typeof TransportState];
