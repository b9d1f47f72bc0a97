/** Looks at all that an answer must carry, in one call, before calls are counted: who answers wrongly is not measured. */

/**
 * @param kind - One of `KINDS`.
 * @throws Error that names the first thing that is wrong.
 */
export async function checkCall({ steps }, number, { receive, sent, settle }) {
  let tag = "";
  for (const { says, answers } of steps) {
    const request = says(number, tag);
    receive(request);
    await settle?.();
    const responses = sent.splice(0);
    check(responses.map(statusOf).join() === answers.join(), "statuses", answers, responses);
    for (const response of responses) {
      checkCopied(request, response);
      const responseTag = tagIn(rowOf(response, "To"));
      if (statusOf(response) === "100") continue;
      if (tag === "") tag = responseTag;
      // RFC 3261 §9.2: the answer to a CANCEL should have the same tag; sip.js and JsSIP draw another.
      check(responseTag === tag || rowOf(response, "CSeq").endsWith("CANCEL"), "To tag", tag, response);
      checkLength(response);
      if (isAnswer(response)) check(/^Contact: *<sip:.+>/im.test(response), "Contact", "a URI", response);
    }
  }
}

function checkCopied(request, response) {
  for (const name of ["From", "Call-ID"])
    check(rowOf(response, name) === rowOf(request, name), name, rowOf(request, name), response);
  const branch = /branch=[^;\r]+/.exec(request)[0];
  check(rowOf(response, "Via").includes(branch), "Via", branch, response);
  // A CANCEL has the sequence number of its INVITE; the 487 says whose answer it is.
  const cseq =
    statusOf(response) === "487" ? rowOf(request, "CSeq").replace("CANCEL", "INVITE") : rowOf(request, "CSeq");
  check(rowOf(response, "CSeq") === cseq, "CSeq", cseq, response);
}

function checkLength(response) {
  const body = response.slice(response.indexOf("\r\n\r\n") + 4);
  check(Number(rowOf(response, "Content-Length")) === body.length, "Content-Length", body.length, response);
  if (isAnswer(response)) check(body.startsWith("v=0\r\n"), "body", "a session description", response);
}

function isAnswer(response) {
  return statusOf(response) === "200" && rowOf(response, "CSeq").endsWith("INVITE");
}

function statusOf(response) {
  return response.slice("SIP/2.0 ".length, "SIP/2.0 ".length + 3);
}

function rowOf(message, name) {
  return new RegExp(`^${name}: *(.*)\r$`, "im").exec(message)?.[1] ?? "";
}

function tagIn(value) {
  return /;tag=([^;]+)/.exec(value)?.[1] ?? "";
}

function check(holds, what, expected, found) {
  if (!holds) throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}
