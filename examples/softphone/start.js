// npm run softphone: the page, and a server of SIP to try it with. Everything is on this machine.
import { WebSocketServerTransport } from "sip-uas/node";
import { bundlePages } from "./build.js";
import { servePages } from "./serve.js";
import { Switchboard } from "./switchboard.js";

const server = await servePages(await bundlePages(), Number(process.env.PORT ?? 8088));
const { port } = server.address();
const own = `http://127.0.0.1:${port}`;
await WebSocketServerTransport.listen(
  {
    server,
    path: "/sip",
    authorize: ({ headers }) => [own, `http://localhost:${port}`].includes(headers.origin ?? ""),
  },
  new Switchboard(),
);
console.log(`The softphone is at ${own} (PORT=… for another port; Ctrl+C ends it)`);
