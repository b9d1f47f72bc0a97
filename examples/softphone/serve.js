import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const TYPES = { html: "text/html", css: "text/css", js: "text/javascript" };
const PAGES = ["index.html", "caller.html", "style.css"];

/**
 * Serves the pages on loopback, which browsers trust with a microphone as they trust https.
 *
 * @param {Map<string, string>} scripts
 * @param {number} [port] 0 takes any that is free
 */
export async function servePages(scripts, port = 0) {
  const files = new Map(scripts);
  for (const name of PAGES) files.set(name, readFileSync(new URL(name, import.meta.url), "utf8"));
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "/", "http://localhost").pathname.slice(1) || "index.html";
    const content = files.get(name);
    if (content === undefined) return response.writeHead(404).end();
    const type = TYPES[name.split(".").at(-1) ?? ""];
    response.writeHead(200, { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-store" }).end(content);
  });
  await new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done));
  return server;
}
