import { type Address, type Flow } from "../../index.js";
import { type RemoteEnds } from "./remote-flow.js";

/** What of a flow another worker needs to know, in words that have no blanks. */
export function describeFlow(flow: Flow): string {
  const { protocol, local, remote, peer } = flow;
  const reliable = flow.reliable ?? protocol.toUpperCase() !== "UDP";
  const identities = peer?.tlsIdentities === undefined ? "-" : `=${peer.tlsIdentities.join(",")}`;
  return [protocol, reliable ? "reliable" : "unreliable", ...words(local), ...words(remote), identities].join(" ");
}

/** The same the other way. */
export function readFlow(line: readonly string[]): RemoteEnds {
  const [protocol = "", reliable, localHost, localPort, remoteHost, remotePort, identities = "-"] = line;
  return {
    protocol,
    reliable: reliable === "reliable",
    local: addressOf(localHost, localPort),
    remote: addressOf(remoteHost, remotePort),
    tlsIdentities:
      identities === "-"
        ? undefined
        : identities
            .slice(1)
            .split(",")
            .filter((name) => name !== ""),
  };
}

function words(address: Address | undefined): readonly string[] {
  return address === undefined ? ["-", "0"] : [address.host, `${address.port}`];
}

function addressOf(host = "-", port = "0"): Address | undefined {
  return host === "-" ? undefined : { host, port: Number(port) };
}
