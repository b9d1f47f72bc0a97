/** Ours, by its own transport. */
import { LoggerFactory, UserAgentCore } from "../../../dist/index.js";
import { UdpTransport } from "../../../dist/node.js";
import { ANSWER } from "../../call.mjs";
import { HOST, RECEIVE_BUFFER } from "../socket.mjs";

const BODY = { contentDisposition: "session", contentType: "application/sdp", content: ANSWER };
const SESSION = { onBye: (bye) => bye.accept() };

/**
 * @param environment - Replaces parts of the core's own, such as its clock.
 * @param delegate - Added to what the core is told to do.
 */
export async function listen(port, environment = {}, delegate = {}) {
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false;
  const core = new UserAgentCore({ loggerFactory, environment }, { onInvite: answer, ...delegate });
  await UdpTransport.listen({ host: HOST, port, receiveBufferSize: RECEIVE_BUFFER }, core);
  return core;
}

export function answer(request) {
  request.progress();
  request.accept({ statusCode: 200, body: BODY }).session.delegate = SESSION;
}
