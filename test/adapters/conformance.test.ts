import { networkInterfaces } from "node:os";
import { TcpTransport, TlsTransport, UdpTransport } from "../../src/adapters/node/index.js";
import { MemoryWire } from "../../src/testing/index.js";
import { testCertificate } from "../support/certificates.js";
import { type WireOptions } from "../support/wire.js";
import { describeTransport, type Listening } from "./conformance.js";

const hasIPv6 = networkInterfaces()["lo"]?.some(({ family }) => family === "IPv6") ?? true;
const hosts = hasIPv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"];

for (const host of hosts) {
  describeTransport(`UDP at ${host}`, async (receiver) => {
    const transport = await UdpTransport.listen({ host, port: 0 }, receiver);
    return { phone: { protocol: "UDP", ...transport.bound }, close: () => transport.close() };
  });

  describeTransport(`TCP at ${host}`, async (receiver) => {
    const transport = await TcpTransport.listen({ host, port: 0 }, receiver);
    return { phone: { protocol: "TCP", ...transport.bound }, close: () => transport.close() };
  });

  describeTransport(`TLS at ${host}`, async (receiver) => {
    const { ca, ...tls } = testCertificate();
    const transport = await TlsTransport.listen({ host, port: 0, tls }, receiver);
    return { phone: { protocol: "TLS", ...transport.bound, ca }, close: () => transport.close() };
  });
}

describeTransport("a wire in memory", (receiver): Listening => {
  const open = ({ onMessage }: WireOptions) => {
    const wire = new MemoryWire();
    wire.callee.onMessage = (data, flow) => receiver.receive(Buffer.from(data), flow);
    wire.caller.onMessage = (data) => onMessage(Buffer.from(data));
    return {
      here: "192.0.2.1:5060",
      send: (data: string | Uint8Array) => void wire.caller.send(data),
      closed: Promise.resolve(),
      close: () => undefined,
    };
  };
  return { phone: { protocol: "UDP", host: "192.0.2.4", port: 5060, open } };
});
