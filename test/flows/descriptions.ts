import { answer, offer } from "../../src/testing/index.js";

/** What Alice offers when she changes the session: the same, on hold. */
export const secondOffer = offer.replace("o=alice 1 1", "o=alice 1 2").replace("sendrecv", "sendonly");

/** What Bob answers to that. */
export const secondAnswer = answer.replace("o=bob 1 1", "o=bob 1 2").replace("sendrecv", "recvonly");
