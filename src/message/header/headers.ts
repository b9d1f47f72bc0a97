/** The typed names of headers: `message.first(headers.CSeq)` is read and typed. The main door gives them as `headers`. */
export { Accept, AcceptEncoding, AcceptLanguage } from "./accept.js";
export { CallId, InReplyTo } from "./call-id.js";
export { Contact } from "./contact.js";
export { ContentDisposition, ContentEncoding, ContentLanguage, ContentType, MimeVersion } from "./content.js";
export { CSeq } from "./cseq.js";
export { DateHeader } from "./date.js";
export { From, ReferredBy, ReferTo, ReplyTo, To } from "./from-to.js";
export { AlertInfo, CallInfo, ErrorInfo } from "./info.js";
export { ContentLength, Expires, MaxForwards, MinExpires, MinSE } from "./numbers.js";
export { Allow, AllowEvents, Priority, ProxyRequire, Require, Supported, Unsupported } from "./option-tags.js";
export { RAck, RSeq } from "./rack.js";
export { RetryAfter } from "./retry-after.js";
export { RecordRoute, Route } from "./route.js";
export { Timestamp } from "./timestamp.js";
export { Via } from "./via.js";
export { Warning } from "./warning.js";
