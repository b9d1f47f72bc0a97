/** The responses of both floors, from the rows that they share with one another. They carry the same rows as those of sip-uas. */
import { ANSWER, CALLEE } from "../call.mjs";

const CONTACT = `Contact: <${CALLEE}>\r\n`;
const ALLOW = "Allow: ACK, BYE, CANCEL, INFO, INVITE, MESSAGE, NOTIFY, OPTIONS, PRACK, REFER, UPDATE\r\n";
const EMPTY = "Supported: 100rel, timer\r\nContent-Length: 0\r\n\r\n";
const DESCRIBED = `Supported: 100rel, timer\r\nContent-Type: application/sdp\r\nContent-Length: ${ANSWER.length}\r\n\r\n${ANSWER}`;

export const trying = (rows) => `SIP/2.0 100 Trying\r\n${rows}${EMPTY}`;
export const ringing = (rows) => `SIP/2.0 180 Ringing\r\n${rows}${CONTACT}${EMPTY}`;
export const accepted = (rows) => `SIP/2.0 200 OK\r\n${rows}${CONTACT}${ALLOW}${DESCRIBED}`;
export const ok = (rows) => `SIP/2.0 200 OK\r\n${rows}${EMPTY}`;
export const busyHere = (rows) => `SIP/2.0 486 Busy Here\r\n${rows}${EMPTY}`;
export const requestTerminated = (rows) => `SIP/2.0 487 Request Terminated\r\n${rows}${EMPTY}`;
export const gone = (rows) => `SIP/2.0 481 Call/Transaction Does Not Exist\r\n${rows}${EMPTY}`;
