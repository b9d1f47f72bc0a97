import { splitAtCommas } from "../message/grammar/scanner.js";

/** The INFO packages that header lines of ours name; `undefined` where there is no such line. RFC 6086 §7.2, §7.3 */
export function infoPackagesIn(
  lines: readonly string[],
  header: "Info-Package" | "Recv-Info",
): readonly string[] | undefined {
  const values = lines.filter((line) => isLineOf(line, header)).map((line) => line.slice(line.indexOf(":") + 1));
  if (values.length === 0) return undefined;
  return values
    .flatMap((value) => splitAtCommas(value))
    .map((value) => (value.split(";")[0] ?? "").trim())
    .filter((name) => name !== "");
}

function isLineOf(line: string, header: string): boolean {
  return (
    line
      .slice(0, Math.max(0, line.indexOf(":")))
      .trim()
      .toLowerCase() === header.toLowerCase()
  );
}
