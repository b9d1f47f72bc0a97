import { type Body } from "../message/body.js";

/** What becomes of the direction of a stream. */
type Turn = (direction: string) => string;

/** The description with every stream put on hold: nothing of the peer's media is wanted. RFC 3264 §8.4 */
export function held(description: Body): Body {
  return turned(description, (direction) => HELD[direction] ?? direction);
}

/** The description with every stream that was on hold wanted again. RFC 3264 §8.4 */
export function resumed(description: Body): Body {
  return turned(description, (direction) => RESUMED[direction] ?? direction);
}

function turned(description: Body, turn: Turn): Body {
  const lines = description.content.split(/\r\n|\r|\n/).filter((line) => line !== "");
  const first = lines.findIndex((line) => line.startsWith("m="));
  if (first < 0) return description;
  const head = lines.slice(0, first);
  // RFC 3264 §5.1: what nothing says is said by the session, and both ways by default.
  const usual = directionIn(head) ?? "sendrecv";
  const streams: string[][] = [];
  for (const line of lines.slice(first)) {
    if (line.startsWith("m=")) streams.push([]);
    streams.at(-1)?.push(line);
  }
  const content = [...head, ...streams.flatMap((stream) => turnedStream(stream, usual, turn)), ""].join("\r\n");
  return { ...description, content };
}

function turnedStream(stream: readonly string[], usual: string, turn: Turn): readonly string[] {
  // One that is rejected has no direction.
  if (REJECTED.test(stream[0] ?? "")) return stream;
  const direction = turn(directionIn(stream) ?? usual);
  return [...stream.filter((line) => !DIRECTION.test(line)), `a=${direction}`];
}

function directionIn(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const [, direction] = DIRECTION.exec(line) ?? [];
    if (direction !== undefined) return direction;
  }
  return undefined;
}

const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)[ \t]*$/;
const REJECTED = /^m=\S+ 0[ /]/;
const HELD: Readonly<Record<string, string>> = { sendrecv: "sendonly", recvonly: "inactive" };
const RESUMED: Readonly<Record<string, string>> = { sendonly: "sendrecv", inactive: "recvonly" };
