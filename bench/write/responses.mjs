/** The three responses that are written to each request, the same by every engine. */
export const TO_TAG = "8321234356b1c9f2";
export const CONTACT_URI = "sip:bob@192.0.2.201:5060";
export const ALLOW = "INVITE, ACK, CANCEL, OPTIONS, BYE, PRACK, UPDATE, INFO";
export const SUPPORTED = ["100rel", "timer"];
export const ANSWER = [
  "v=0",
  "o=bob 2808844564 2808844564 IN IP4 192.0.2.201",
  "s=-",
  "c=IN IP4 192.0.2.201",
  "t=0 0",
  "m=audio 49174 RTP/AVP 8 101",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:101 telephone-event/8000",
  "",
].join("\r\n");

export const RESPONSES = ["100", "180", "200"];
