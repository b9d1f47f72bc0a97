import fc from "fast-check";
import { NameAddrHeader } from "../../src/message/grammar/name-addr-header.js";
import { URI } from "../../src/message/grammar/uri.js";

/** RFC 3261 §25.1 token */
export const tokens = fc.stringMatching(/^[A-Za-z0-9\-.!%*_+`'~]{1,12}$/);

/** Any text that fits in a line; half of a surrogate pair is none. */
export const lineTexts = fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.replace(/[\r\n\0]/g, " "));

const names = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z]([a-z0-9-]{0,8}[a-z0-9])?){0,3}$/);
const ipv6 = fc.constantFrom("[2001:db8::1]", "[::]", "[fe80::1:2]", "[::ffff:192.0.2.1]", "[1:2:3:4:5:6:7:8]");

export const hosts = fc.oneof(names, fc.ipV4(), ipv6);
export const ports = fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined });

// Names that mean something stand with values that make sense; all others are anybody's.
const uriParameters = fc.dictionary(
  fc.oneof(
    fc.constantFrom("transport", "user", "lr", "__proto__", "constructor"),
    fc.stringMatching(/^[a-z][a-z0-9-]{0,7}$/),
  ),
  fc.option(fc.stringMatching(/^[A-Za-z0-9/:&+$.-]{1,8}$/), { nil: null }),
  { maxKeys: 4, noNullPrototype: false },
);

const userTexts = fc.oneof(
  fc.stringMatching(/^\+?[0-9]{3,15}$/),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).map((text) => text.normalize()),
  fc.stringMatching(/^[;?/%#:@&=$,a-z0-9 ]{1,10}$/),
);

const uriHeaders = fc.dictionary(
  fc.stringMatching(/^X-[A-Z][a-z]{0,6}$/),
  fc.array(lineTexts, { minLength: 1, maxLength: 2 }),
  {
    maxKeys: 2,
  },
);

export const uris = fc
  .record({
    scheme: fc.constantFrom("sip", "sips"),
    user: fc.option(userTexts, { nil: undefined }),
    password: fc.option(fc.stringMatching(/^[a-z0-9&=+$, %;@]{1,6}$/), { nil: undefined }),
    host: hosts,
    port: ports,
    parameters: uriParameters,
    headers: uriHeaders,
  })
  .map(({ scheme, user, password, host, port, parameters, headers }) => {
    const uri = new URI(scheme, user, host, port, parameters, headers);
    if (user !== undefined) uri.password = password;
    return uri;
  });

const quoted = fc.stringMatching(/^"[a-z ,;<>@:=]{0,8}"$/);
const headerParameters = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,7}$/).filter((name) => !KNOWN.has(name)),
  fc.option(fc.oneof(fc.stringMatching(/^[A-Za-z0-9.!%*_+`'~-]{1,8}$/), quoted, hosts), { nil: null }),
  { maxKeys: 3 },
);
const KNOWN = new Set(["tag", "branch", "received", "rport", "maddr", "ttl", "q", "expires"]);

export const nameAddrs = fc
  .tuple(uris, fc.option(lineTexts, { nil: undefined }), headerParameters)
  .map(([uri, display, parameters]) => new NameAddrHeader(uri, display, parameters));

export const vias = fc
  .record({
    protocol: fc.constant("SIP/2.0"),
    transport: fc.constantFrom("UDP", "TCP", "TLS", "WS", "WSS", "SCTP"),
    host: hosts,
    port: ports,
    branch: tokens,
    others: headerParameters,
  })
  .map(({ branch, others, ...via }) => ({ ...via, parameters: { branch: `z9hG4bK${branch}`, ...others } }));

/** RFC 3261 §25.1 callid */
export const callIds = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9\-.!%*_+`'~()<>:\\"/[\]?{}]{1,12}$/), fc.option(hosts, { nil: undefined }))
  .map(([word, host]) => (host === undefined ? word : `${word}@${host.replace(/^\[|\]$/g, "")}`));

/** Name and value of a header that nobody knows, or of one that is text. */
export const headerTexts = fc
  .tuple(
    fc.oneof(
      fc.constantFrom("Subject", "User-Agent", "X-__proto__", "constructor"),
      fc.stringMatching(/^X-[A-Za-z]{1,8}$/),
    ),
    lineTexts.map((text) => text.trim()),
  )
  .map(([name, value]) => [name, value] as const);
