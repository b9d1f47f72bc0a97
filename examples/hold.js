// The caller presses * to be put on hold, and again to be taken back. When the caller's phone holds us, that is answered, too.
// npm run build && node examples/hold.js
import { readDtmf, sessionDescription, UserAgentCore } from "sip-uas";
import { UdpTransport } from "sip-uas/node";
import { description } from "./media.js";

const core = new UserAgentCore();
core.handleInvite(async (call) => {
  const session = await call.answer(description());
  let onHold = false;
  // Each description of ours is one above the last (RFC 3264, section 8). Hold and resume count by themselves.
  let version = 1;
  for await (const request of session.requests) {
    const { message } = request;
    if (message.method === "INVITE") {
      version += 1;
      request.accept({ body: answerTo(message, version) });
    } else if (readDtmf(message)?.signal === "*") {
      request.accept();
      onHold = !onHold;
      version += 1;
      await (onHold ? session.hold() : session.resume());
      console.log(onHold ? "on hold" : "taken back");
    }
  }
  console.log(`over: ${call.termination?.cause}`);
});

/** What we send, the peer receives, and the other way round (RFC 3264, section 6.1). */
function answerTo(message, version) {
  const [, offered = "sendrecv"] =
    /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(sessionDescription(message)?.content ?? "") ?? [];
  const direction = { sendonly: "recvonly", recvonly: "sendonly" }[offered] ?? offered;
  console.log(`the caller's phone says ${offered}`);
  return { contentDisposition: "session", contentType: "application/sdp", content: description(direction, version) };
}

const { bound } = await UdpTransport.listen({ host: "127.0.0.1", port: Number(process.env.PORT ?? 5060) }, core);
console.log(`call sip:anyone@${bound.host}:${bound.port}`);
