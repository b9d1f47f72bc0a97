/** What a core of SIP.js serves. REGISTER and SUBSCRIBE are in it, and refused where the delegate has no member for them. */
export const AllowedMethods: string[] = [
  "ACK",
  "BYE",
  "CANCEL",
  "INFO",
  "INVITE",
  "MESSAGE",
  "NOTIFY",
  "OPTIONS",
  "PRACK",
  "REFER",
  "REGISTER",
  "SUBSCRIBE",
];
