/** parsip 1.0.7: an early jssip without its transport. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { getSIP } = require("parsip");

export const parse = (octets) => getSIP(octets.toString());

export { read } from "./jssip-message.mjs";
