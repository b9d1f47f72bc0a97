/** Fields cut out by hand: one pass over the lines, nothing checked, URIs left as text. What a reader that believes everything costs. */
export function parse(octets) {
  const text = octets.toString("latin1");
  const rows = { via: "", from: "", to: "", callId: "", cseq: "", contact: "", recordRoute: "" };
  for (let at = text.indexOf("\r\n") + 2; ;) {
    let end = text.indexOf("\r\n", at);
    if (end <= at) return rows;
    for (let code = text.charCodeAt(end + 2); code === 0x20 || code === 0x09; code = text.charCodeAt(end + 2)) {
      end = text.indexOf("\r\n", end + 2);
    }
    keep(rows, text, at, end);
    at = end + 2;
  }
}

export function read({ via, from, to, callId, cseq, contact, recordRoute }) {
  const sentBy = via.indexOf(" ") + 1;
  const sentByEnd = endOf(via, ";", sentBy);
  const colon = via.indexOf(":", sentBy);
  const space = Math.max(cseq.lastIndexOf(" "), cseq.lastIndexOf("\t"));
  const recordRoutes = [];
  for (let at = recordRoute.indexOf("<"); at >= 0; at = recordRoute.indexOf("<", at)) {
    recordRoutes.push(recordRoute.slice(at + 1, (at = recordRoute.indexOf(">", at))));
  }
  return {
    branch: parameter(via, ";branch="),
    host: via.slice(sentBy, colon > 0 && colon < sentByEnd ? colon : sentByEnd).trim(),
    port: colon > 0 && colon < sentByEnd ? parseInt(via.slice(colon + 1, sentByEnd), 10) : undefined,
    fromTag: parameter(from, ";tag="),
    toTag: parameter(to, ";tag="),
    callId,
    sequence: parseInt(cseq, 10),
    method: cseq.slice(space + 1),
    contact: contact.slice(contact.indexOf("<") + 1, contact.indexOf(">")),
    recordRoutes,
  };
}

function keep(rows, text, at, end) {
  const colon = text.indexOf(":", at);
  const value = () => text.slice(text.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1, end);
  switch (text.slice(at, colon).toLowerCase()) {
    case "via":
    case "v":
      rows.via ||= value();
      break;
    case "from":
    case "f":
      rows.from = value();
      break;
    case "to":
    case "t":
      rows.to = value();
      break;
    case "call-id":
    case "i":
      rows.callId = value();
      break;
    case "cseq":
      rows.cseq = value();
      break;
    case "contact":
    case "m":
      rows.contact = value();
      break;
    case "record-route":
      rows.recordRoute += value();
  }
}

function parameter(text, name) {
  const at = text.indexOf(name);
  return at < 0 ? undefined : text.slice(at + name.length, endOf(text, ";", at + 1)).trimEnd();
}

function endOf(text, separator, from) {
  const at = text.indexOf(separator, from);
  return at < 0 ? text.length : at;
}
