import { type Body } from "./body.js";

const ORIGIN = /^(o=\S+ \S+ )(\d{1,19})( .*)$/m;

/**
 * A session description of ours that is offered again after another one: its version is one above that of the other. RFC 3264 §8
 *
 * Only the line of the origin is looked at; a body without one stays as it is.
 */
export function withNextVersion(description: Body, after: Body): Body {
  const [, , version] = ORIGIN.exec(after.content) ?? [];
  if (version === undefined) return description;
  const next = (BigInt(version) + 1n).toString();
  const content = description.content.replace(
    ORIGIN,
    (_line, before: string, _version, rest: string) => before + next + rest,
  );
  return { ...description, content };
}

/**
 * A session description with as many streams as another that came after it: what that has more is kept, and rejected. RFC 3264 §8
 *
 * Each line of media is taken with what belongs to it; only the port is another.
 */
export function withStreamsOf(description: Body, later: Body): Body {
  const more = streamsOf(later.content).slice(streamsOf(description.content).length);
  const rejected = more.map((stream) => stream.replace(/^(m=\S+ )\S+/, (_line, kind: string) => `${kind}0`));
  return { ...description, content: description.content + rejected.join("") };
}

function streamsOf(content: string): string[] {
  return content.split(/^(?=m=)/m).filter((piece) => piece.startsWith("m="));
}
