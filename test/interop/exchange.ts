/** One message that went between SIPp and the callee. */
export interface Exchange {
  /** Milliseconds since the first message. */
  readonly at: number;
  readonly from: "caller" | "callee";
  /** One character for each octet. */
  readonly text: string;
}

/** `-> INVITE`, `<- 180`, `<- 200 CANCEL`: who said what. A response to something other than INVITE says to what. */
export function told({ from, text }: Exchange): string {
  const arrow = from === "caller" ? "->" : "<-";
  const [first = "", second = ""] = text.split(" ", 2);
  if (!first.startsWith("SIP/")) return `${arrow} ${first}`;
  const method = header(text, "CSeq").split(" ")[1] ?? "";
  return method === "INVITE" ? `${arrow} ${second}` : `${arrow} ${second} ${method}`;
}

/** The first value of a header field, or nothing. */
export function header(text: string, name: string): string {
  return headers(text, name)[0] ?? "";
}

/** The values of a header field, one for each of its lines. */
export function headers(text: string, name: string): string[] {
  const [head = ""] = text.split("\r\n\r\n", 1);
  const start = `${name.toLowerCase()}:`;
  return head
    .split("\r\n")
    .filter((line) => line.toLowerCase().startsWith(start))
    .map((line) => line.slice(start.length).trim());
}

/** The tag that the callee gave: `""` when there is none. */
export function toTag({ text }: Exchange): string {
  return /;tag=([^;\s]+)/.exec(header(text, "To"))?.[1] ?? "";
}

/** The body, with lines as JavaScript has them. */
export function bodyOf(text: string): string {
  return (text.split("\r\n\r\n")[1] ?? "").replaceAll("\r\n", "\n");
}
