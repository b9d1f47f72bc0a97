import { isWithin, type Section, sectionsNamed, sectionsOfRequirements } from "./sections.js";
import { place, type SourceFile } from "./source-file.js";
import { titlesIn } from "./test-titles.js";

/** Sections, and where each is named. */
export type Citations = ReadonlyMap<Section, readonly string[]>;

/** The sections that the sources cite, with the lines on which they do. */
export function citedIn(sources: readonly SourceFile[]): Citations {
  return collect(sources, (file) =>
    sectionsNamed(file.text).map((section) => ({ section, where: whereFirst(file, section) })),
  );
}

function whereFirst(file: SourceFile, section: Section): string {
  const number = section.slice(section.indexOf("§")).replaceAll(".", "\\.");
  const at = file.text.search(new RegExp(`${number}(?!\\.?\\d)`));
  return at < 0 ? `src/${file.path}` : place(file, at);
}

/** The sections that titles name: in words, or by the id of a requirement. */
export function testedIn(tests: readonly SourceFile[]): Citations {
  return collect(tests, (file) =>
    titlesIn(file).flatMap(({ text }) =>
      [...sectionsNamed(text), ...sectionsOfRequirements(text)].map((section) => ({
        section,
        where: `test/${file.path}`,
      })),
    ),
  );
}

/** The sections that the titles of groups of tests name in words. */
export function describedIn(tests: readonly SourceFile[]): Citations {
  return collect(tests, (file) =>
    titlesIn(file)
      .filter(({ kind }) => kind === "describe")
      .flatMap(({ text }) => sectionsNamed(text))
      .map((section) => ({ section, where: `test/${file.path}` })),
  );
}

/** Cited in the sources, and no title names the section or a part of it. */
export function untested(cited: Citations, tested: Citations): string[] {
  return [...cited]
    .filter(([section]) => ![...tested.keys()].some((other) => isWithin(other, section)))
    .map(([section, where]) => `${section} (${where.join(", ")}): no test names it in its title`);
}

/** The subject of a group of tests, and the sources cite neither the section, nor a part of it, nor what it is part of. */
export function dropped(described: Citations, cited: Citations): string[] {
  return [...described]
    .filter(([section]) => ![...cited.keys()].some((other) => isWithin(other, section) || isWithin(section, other)))
    .map(([section, where]) => `${section} (${where.join(", ")}): nothing in src cites it`);
}

function collect(
  files: readonly SourceFile[],
  read: (file: SourceFile) => readonly { readonly section: Section; readonly where: string }[],
): Citations {
  const found = new Map<Section, string[]>();
  for (const { section, where } of files.flatMap(read)) {
    const places = found.get(section) ?? [];
    if (!places.includes(where)) places.push(where);
    found.set(section, places);
  }
  return found;
}
