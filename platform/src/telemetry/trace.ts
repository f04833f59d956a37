import { randomHex } from './randomHex.js';

/** A W3C trace context: what ties the log lines and messages of one request together. */
export interface Trace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The `traceparent` header to send on. */
  readonly traceparent: string;
}

const traceparentPattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Continues the trace of a `traceparent` header, or starts one when it is absent or malformed. */
export function continueTrace(traceparent: string | undefined | null): Trace {
  const given = traceparent == null ? undefined : traceparentPattern.exec(traceparent)?.[1];
  const traceId = given ?? randomHex(16);
  return { traceId, traceparent: `00-${traceId}-${randomHex(8)}-01` };
}
