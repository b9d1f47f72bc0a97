/** What a stranger may send to make a reader run long: one piece, over and over, `size` octets of it. */
// prettier-ignore
const PIECES = {
  "blanks": " ", "tabs": "\t", "commas": ",", "commas and blanks": " , ", "semicolons": ";", "quotes": '"', "backslashes": "\\",
  "escaped quotes": '\\"', "quoted strings": '"a" ', "per cent signs": "%", "escapes": "%41", "escaped octets": "%e9", "open comments": "(",
  "comments": "()", "open angle brackets": "<", "closing angle brackets": ">", "brackets": "<>", "open brackets": "[", "IPv6": "[::1]",
  "colons": ":", "slashes": "/", "dots": ".", "labels": "a.", "digits": "1", "numbers": "1.1.", "hyphens": "-", "boundaries": "\r\n--b",
  "at signs": "@", "question marks": "?", "ampersands": "&", "equal signs": "=", "headers of a URI": "a=1&", "letters": "a", "words": "a ",
  "parameters": ";a", "parameters with values": ";a=1", "parameters with quotes": ';a="1"', "list elements": "a,", "addresses": "<sip:a@b>,",
  "folds": "\r\n ", "folded words": "a\r\n\t", "carriage returns": "\r", "line feeds": "\n", "two octets": "é", "stars": "*", "plus signs": "+",
  "versions": "SIP/2.0 ", "versions run together": "SIP/2.0",
};

/** Parameters of which no two are alike: a reader that keeps what it has seen is not let off early. */
const GENERATED = {
  "different parameters": (i) => `;p${i.toString(36)}`,
  "different parameters with values": (i) => `;p${i.toString(36)}=1`,
  "different headers of a URI": (i) => `h${i.toString(36)}=1&`,
  "different addresses": (i) => `<a:${i}>;index=${i};mp=${i + 1},`,
  "different words": (i) => `w${i.toString(36)};`,
};

export const INPUTS = [
  ...Object.entries(PIECES).map(([name, piece]) => ({
    name,
    make: (size) => piece.repeat(Math.ceil(size / piece.length)),
  })),
  ...Object.entries(GENERATED).map(([name, piece]) => ({ name, make: (size) => generate(piece, size) })),
];

function generate(piece, size) {
  const pieces = [];
  for (let i = 0, length = 0; length < size; i++) length += pieces[pieces.push(piece(i)) - 1].length;
  return pieces.join("");
}
