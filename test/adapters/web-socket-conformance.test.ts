import { type WebSocketServerOptions, WebSocketServerTransport } from "../../src/adapters/node/index.js";
import { testCertificate } from "../support/certificates.js";
import { describeTransport } from "./conformance.js";

const ANY_PORT = { host: "127.0.0.1", port: 0, closeTimeout: 200 };

describeTransport("WS", async (receiver) => {
  const transport = await WebSocketServerTransport.listen(ANY_PORT, receiver);
  return { phone: { protocol: "WS", ...transport.bound }, close: () => transport.close() };
});

describeTransport("WSS", async (receiver) => {
  const { ca, ...tls } = testCertificate();
  const options: WebSocketServerOptions = { ...ANY_PORT, tls };
  const transport = await WebSocketServerTransport.listen(options, receiver);
  return { phone: { protocol: "WSS", ...transport.bound, ca }, close: () => transport.close() };
});
