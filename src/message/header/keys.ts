import { Accept, AcceptEncoding, AcceptLanguage } from "./accept.js";
import { CallId, InReplyTo } from "./call-id.js";
import { ProxyAuthenticate, WWWAuthenticate } from "./challenge.js";
import { Contact } from "./contact.js";
import { ContentDisposition, ContentEncoding, ContentLanguage, ContentType, MimeVersion } from "./content.js";
import { Authorization, ProxyAuthorization } from "./credentials.js";
import { CSeq } from "./cseq.js";
import { DateHeader } from "./date.js";
import { From, ReferredBy, ReferTo, ReplyTo, To } from "./from-to.js";
import { AlertInfo, CallInfo, ErrorInfo } from "./info.js";
import { InfoPackage, RecvInfo } from "./info-package.js";
import { type HeaderKey } from "./key.js";
import { type HeaderId } from "./names.js";
import { ContentLength, Expires, MaxForwards, MinExpires, MinSE } from "./numbers.js";
import { Allow, AllowEvents, Priority, ProxyRequire, Require, Supported, Unsupported } from "./option-tags.js";
import { RAck, RSeq } from "./rack.js";
import { Reason } from "./reason.js";
import { Join, Replaces } from "./replaces.js";
import { RetryAfter } from "./retry-after.js";
import { RecordRoute, Route } from "./route.js";
import { SessionExpires } from "./session-expires.js";
import { Timestamp } from "./timestamp.js";
import { Via } from "./via.js";
import { Warning } from "./warning.js";

/** The key of a header; `undefined` for one that is read as text only. */
export function keyOf(id: HeaderId): HeaderKey<unknown> | undefined {
  return KEYS.get(id);
}

// prettier-ignore
const KEYS: ReadonlyMap<HeaderId, HeaderKey<unknown>> = new Map([
  Accept, AcceptEncoding, AcceptLanguage, AlertInfo, Allow, AllowEvents, Authorization,
  CallId, CallInfo, Contact, ContentDisposition, ContentEncoding, ContentLanguage, ContentLength, ContentType, CSeq,
  DateHeader, ErrorInfo, Expires, From, InfoPackage, InReplyTo, Join,
  MaxForwards, MimeVersion, MinExpires, MinSE,
  Priority, ProxyAuthenticate, ProxyAuthorization, ProxyRequire,
  RAck, Reason, RecordRoute, RecvInfo, ReferredBy, ReferTo, Replaces, ReplyTo, Require, RetryAfter, Route, RSeq,
  SessionExpires, Supported, Timestamp, To, Unsupported, Via, Warning, WWWAuthenticate,
].map((key: HeaderKey<unknown>) => [key.id, key]));
