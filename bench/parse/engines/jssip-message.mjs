/** What a UAS needs of a message of jssip's, or of parsip's, which was made from it. */
export function read(message) {
  const { via } = message;
  const recordRoutes = [];
  for (let i = message.getHeaders("record-route").length - 1; i >= 0; i--) {
    recordRoutes.unshift(message.parseHeader("record-route", i).uri);
  }
  return {
    branch: message.via_branch,
    host: via.host,
    port: via.port,
    fromTag: message.from_tag,
    toTag: message.to_tag,
    callId: message.call_id,
    sequence: message.cseq,
    method: message.parseHeader("cseq").method,
    contact: message.parseHeader("contact").uri,
    recordRoutes,
  };
}
