import { defineErrors, errorWith } from '@ai-collective/platform/runtime';

/** Every error the gateway itself answers with. The engine's codes are in engine/operation/requestError.ts and beside. */
export const errors = defineErrors({
  UNAUTHENTICATED: { status: 401, message: 'The credential is not valid. Sign in again or use another key.' },
  CSRF_PREVENTED: {
    status: 400,
    message:
      'A request with a session cookie needs content-type application/json or an apollo-require-preflight header.',
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
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'The request body must be application/json.' },
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
