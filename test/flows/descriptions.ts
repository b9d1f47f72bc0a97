import { answer, offer } from "../../src/testing/index.js";

/** What Alice offers when she changes the session: the same, on hold. */
export const secondOffer = offer.replace("o=alice 1 1", "o=alice 1 2").replace("sendrecv", "sendonly");

/** What Bob answers to that. */
export const secondAnswer = answer.replace("o=bob 1 1", "o=bob 1 2").replace("sendrecv", "recvonly");

/** What is offered, or answered, after that: both ways again, another codec. */
export const thirdOffer = offer.replace("o=alice 1 1", "o=alice 1 3").replace("AVP 0 8", "AVP 8");
export const thirdAnswer = answer.replace("o=bob 1 1", "o=bob 1 3").replace("AVP 0", "AVP 8");
