/** jssip 3.13.8. Its parser wants a UA of which it uses nothing while it reads. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Parser = require("jssip/lib/Parser.js");
const ua = {};

export const parse = (octets) => Parser.parseMessage(octets.toString(), ua);

export { read } from "./jssip-message.mjs";
