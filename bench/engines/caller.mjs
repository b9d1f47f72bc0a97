/** No engine: what the caller's half of the benchmark costs. */
import { placeNoCall } from "../call.mjs";

export const place = placeNoCall;
