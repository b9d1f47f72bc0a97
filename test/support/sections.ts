/** A section of an RFC, as both code and tests name it: `RFC 3261 §17.2.1`. */
export type Section = `RFC ${string} §${string}`;

const NUMBER = "(?:[A-Z]|\\d+)(?:\\.\\d+)*";
const CITATION = new RegExp(`\\bRFC (\\d{3,5}) (§${NUMBER}(?:(?:,| and|,? or| to|–)? ?§${NUMBER})*)`, "g");
const LINK = new RegExp(`/rfc(\\d{3,5})#(?:section|appendix)-(${NUMBER})`, "g");
const REQUIREMENT = /\b[A-Z]{2,5}-(?:(\d{4})[.-])?((?:[A-Z]|\d{1,2})(?:\.\d+)*)-[a-z]\b/g;
const EACH = new RegExp(`§(${NUMBER})`, "g");

/** The sections that a text names, by number or by a link to them; each once. */
export function sectionsNamed(text: string): Section[] {
  // A comment may be folded in the middle of a citation.
  const flat = text.replace(/\s*\n\s*(?:\*|\/\/)?\s*/g, " ");
  const found = new Set<Section>();
  for (const [, rfc = "", list = ""] of flat.matchAll(CITATION)) {
    for (const [, section = ""] of list.matchAll(EACH)) found.add(`RFC ${rfc} §${section}`);
  }
  for (const [, rfc = "", section = ""] of flat.matchAll(LINK)) found.add(`RFC ${rfc} §${section}`);
  return [...found];
}

/** The sections from which the requirements named in a text were taken: `[IST-6026.7.1-b]`, or with a hyphen, is from RFC 6026 §7.1. */
export function sectionsOfRequirements(text: string): Section[] {
  return [...text.matchAll(REQUIREMENT)].map(([, rfc = "3261", section = ""]): Section => `RFC ${rfc} §${section}`);
}

/** Whether two sections are the same, or the first is a part of the second. */
export function isWithin(part: Section, whole: Section): boolean {
  return part === whole || part.startsWith(`${whole}.`);
}
