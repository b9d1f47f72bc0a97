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
