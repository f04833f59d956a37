import { defineErrors, errorWith } from '@ai-collective/platform/runtime';

/** Every error the gateway itself answers with. The engine's codes are in engine/operation/requestError.ts and beside. */
export const errors = defineErrors({
  UNAUTHENTICATED: { status: 401, message: 'The credential is not valid. Sign in again or use another key.' },
  CSRF_PREVENTED: {
    status: 400,
    message:
      'A request with a cookie or a password of the browser needs content-type application/json or an apollo-require-preflight header.',
  },
  IDENTITY_UNAVAILABLE: {
    status: 503,
    message: 'Credentials cannot be checked at the moment. Try again soon.',
  },
  SUPERGRAPH_NOT_READY: { status: 503, message: 'The services are still starting. Try again soon.' },
  VARIANT_NOT_READY: {
    status: 503,
    message: "The community's services are being put together. Try again soon.",
  },
  VARIANT_UNAVAILABLE: errorWith(
    503,
    ({ problem }: { problem: string }) => `The community's services do not fit together: ${problem}`,
  ),
  BAD_REQUEST: errorWith(400, ({ problem }: { problem: string }) => problem),
  BODY_TOO_LARGE: { status: 413, message: 'The request body is larger than 1 MiB.' },
  BODY_STALLED: { status: 408, message: 'The request body stopped arriving. Send it again.' },
  TOO_MANY_REQUESTS: errorWith(
    429,
    ({ most }: { most: number }) =>
      `At most ${most} requests may be in flight at once. Wait for an answer first.`,
  ),
  TOO_MANY_STREAMS: errorWith(
    429,
    ({ most }: { most: number }) => `At most ${most} event streams may be open at once. Close one first.`,
  ),
  RATE_LIMITED: errorWith(
    429,
    ({ retryAfterMs }: { retryAfterMs: number }) =>
      `Too many requests in too short a time. Try again in ${retryAfterMs} ms.`,
  ),
  COST_BUDGET_EXCEEDED: errorWith(
    429,
    ({ estimated, retryAfterMs }: { estimated: number; retryAfterMs: number }) =>
      `The operation costs up to ${estimated}, more than is left of this minute's budget. Try again in ${retryAfterMs} ms.`,
  ),
  TOO_MANY_OPERATIONS: errorWith(
    429,
    ({ most }: { most: number }) =>
      `At most ${most} operations may be under way on one WebSocket. Complete one first.`,
  ),
  TOO_MANY_SOCKETS: errorWith(
    429,
    ({ most }: { most: number }) => `At most ${most} WebSockets may be open at once. Close one first.`,
  ),
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    message: 'Pages of this origin may not use this gateway. CORS_ORIGINS lists those that may.',
  },
  SHUTTING_DOWN: { status: 503, message: 'The gateway is shutting down. Connect again.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'The request body must be application/json.' },
  UNSUPPORTED_ENCODING: {
    status: 415,
    message: 'The request body may be compressed with gzip or br, once, or not at all.',
  },
  NOT_ACCEPTABLE: {
    status: 406,
    message: 'Answers are application/graphql-response+json, application/json or text/event-stream.',
  },
  EVENT_STREAM_REQUIRED: {
    status: 406,
    message: 'Subscriptions are answered as text/event-stream: accept it.',
  },
  METHOD_NOT_ALLOWED: { status: 405, message: 'Only queries may be sent with GET.' },
  NOT_FOUND: { status: 404, message: 'There is nothing at this address.' },
  BAD_GATEWAY: { status: 502, message: 'The service behind this address cannot be reached.' },
  GATEWAY_TIMEOUT: { status: 504, message: 'The service behind this address did not answer in time.' },
});
