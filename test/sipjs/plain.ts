/** What a value looks like to who reads it: members that SIP.js and we both have, with classes that differ left out. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if ("displayName" in value && "uri" in value) {
    const { displayName, parameters } = value as unknown as { displayName: unknown; parameters: object };
    return { displayName, parameters: { ...parameters }, uri: plain(value.uri) };
  }
  if ("aor" in value) return plainUri(value as unknown as Uri);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

interface Uri {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: object;
  readonly headers: object;
  toRaw(): string;
}

function plainUri({ scheme, user, host, port, parameters, headers }: Uri): unknown {
  return { scheme, user, host, port, parameters: { ...parameters }, headers: { ...headers } };
}
