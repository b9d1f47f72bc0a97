import { Accept, AcceptEncoding, AcceptLanguage } from "./accept.js";
import { AnswerMode, PrivAnswerMode } from "./answer-mode.js";
import { PAssertedIdentity, PPreferredIdentity } from "./asserted-identity.js";
import { CallId, InReplyTo } from "./call-id.js";
import { ProxyAuthenticate, WWWAuthenticate } from "./challenge.js";
import { Contact } from "./contact.js";
import { ContentDisposition, ContentEncoding, ContentLanguage, ContentType, MimeVersion } from "./content.js";
import { Authorization, ProxyAuthorization } from "./credentials.js";
import { CSeq } from "./cseq.js";
import { DateHeader } from "./date.js";
import { Diversion } from "./diversion.js";
import { Event } from "./event.js";
import { From, ReferredBy, ReferTo, ReplyTo, To } from "./from-to.js";
import { Geolocation, GeolocationRouting } from "./geolocation.js";
import { HistoryInfo } from "./history-info.js";
import { Identity } from "./identity.js";
import { AlertInfo, CallInfo, ErrorInfo } from "./info.js";
import { InfoPackage, RecvInfo } from "./info-package.js";
import { type HeaderKey } from "./key.js";
import { type HeaderId } from "./names.js";
import { ContentLength, Expires, MaxForwards, MinExpires, MinSE } from "./numbers.js";
import { Allow, AllowEvents, Priority, ProxyRequire, Require, Supported, Unsupported } from "./option-tags.js";
import { PEarlyMedia } from "./p-early-media.js";
import { Privacy } from "./privacy.js";
import { RAck, RSeq } from "./rack.js";
import { Reason } from "./reason.js";
import { ReferSub } from "./refer-sub.js";
import { Join, Replaces } from "./replaces.js";
import { RetryAfter } from "./retry-after.js";
import { RecordRoute, Route } from "./route.js";
import { SessionExpires } from "./session-expires.js";
import { SubscriptionState } from "./subscription-state.js";
import { TargetDialog } from "./target-dialog.js";
import { Timestamp } from "./timestamp.js";
import { Via } from "./via.js";
import { Warning } from "./warning.js";

/** The key of a header; `undefined` for one that is read as text only. */
export function keyOf(id: HeaderId): HeaderKey<unknown> | undefined {
  return KEYS.get(id);
}

// prettier-ignore
const KEYS: ReadonlyMap<HeaderId, HeaderKey<unknown>> = new Map([
  Accept, AcceptEncoding, AcceptLanguage, AlertInfo, Allow, AllowEvents, AnswerMode, Authorization, CallId, CallInfo,
  Contact, ContentDisposition, ContentEncoding, ContentLanguage, ContentLength, ContentType, CSeq, DateHeader,
  Diversion, ErrorInfo, Event, Expires, From, Geolocation, GeolocationRouting, HistoryInfo, Identity, InfoPackage,
  InReplyTo, Join, MaxForwards, MimeVersion, MinExpires, MinSE, PAssertedIdentity, PEarlyMedia, PPreferredIdentity,
  Priority, Privacy, PrivAnswerMode, ProxyAuthenticate, ProxyAuthorization, ProxyRequire, RAck, Reason, RecordRoute,
  RecvInfo, ReferredBy, ReferSub, ReferTo, Replaces, ReplyTo, Require, RetryAfter, Route, RSeq, SessionExpires,
  SubscriptionState, Supported, TargetDialog, Timestamp, To, Unsupported, Via, Warning, WWWAuthenticate,
].map((key: HeaderKey<unknown>) => [key.id, key]));
