/** No engine: what the caller's half of the benchmark costs, the texts made and the answers looked at. */
import { CALLEE, KINDS } from "../call.mjs";

export function startEngine(application, kind) {
  const sent = [];
  const answers = KINDS[kind].steps.map((step) =>
    step.answers.map((status) => `SIP/2.0 ${status} X\r\nVia: x\r\nTo: <${CALLEE}>;tag=1234567890abcdef\r\n`),
  );
  let step = 0;

  function receive(text) {
    // As every engine does, which makes one text of the pieces.
    text.indexOf("\r\n\r\n");
    sent.push(...answers[step]);
    step = (step + 1) % answers.length;
  }

  return { receive, sent };
}
