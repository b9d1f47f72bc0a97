/** The floor: a response that lies ready, turned into octets. */
import * as ours from "./sip-uas.mjs";

export const prepare = (octets) => {
  const request = ours.prepare(octets);
  const ready = (response) => Buffer.from(response(request)).toString("latin1");
  return { 100: ready(ours.responses[100]), 180: ready(ours.responses[180]), 200: ready(ours.responses[200]) };
};

export const responses = { 100: (ready) => ready[100], 180: (ready) => ready[180], 200: (ready) => ready[200] };
