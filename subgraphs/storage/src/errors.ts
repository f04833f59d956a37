import { defineErrors, errorWith } from '@ai-collective/platform';

/** Everything storage can answer besides success, over GraphQL and over HTTP. */
export const errors = defineErrors({
  CAPABILITY_REQUIRED: {
    status: 401,
    message: 'This address needs a capability: ask for a URL that carries one.',
  },
  CAPABILITY_FORGED: {
    status: 403,
    message: 'The capability was not made by this collective, or was changed.',
  },
  CAPABILITY_EXPIRED: { status: 403, message: 'The capability has expired: ask for a new URL.' },
  CAPABILITY_MISMATCH: { status: 403, message: 'The capability is for something else than was asked for.' },
  BODY_TOO_LARGE: errorWith<{ maxBytes: number }>(
    413,
    ({ maxBytes }) => `At most ${maxBytes} bytes may be uploaded here.`,
  ),
  CID_MISMATCH: errorWith<{ expected: string; actual: string }>(
    422,
    ({ expected, actual }) => `The content is ${actual}, but ${expected} was announced. Nothing was stored.`,
  ),
  DISK_FULL: { status: 507, message: 'The disk has too little space for this. Nothing was stored.' },
  UPLOAD_STALLED: { status: 408, message: 'The upload stood still for too long. Nothing was stored.' },
  UPLOAD_ABORTED: {
    status: 400,
    message: 'The upload ended before its body was complete. Nothing was stored.',
  },
  TRANSFERS_BUSY: { status: 503, message: 'Too many transfers are under way: try again in a few seconds.' },
  BLOB_NOT_FOUND: errorWith<{ cid: string }>(404, ({ cid }) => `This community has no blob ${cid}.`),
  BLOB_CORRUPT: errorWith<{ cid: string }>(
    500,
    ({ cid }) =>
      `The stored bytes of ${cid} are damaged and are not served. Upload the content again to repair it.`,
  ),
  BLOB_TOO_LARGE: errorWith<{ bytes: number; maxBytes: number }>(
    400,
    ({ bytes, maxBytes }) =>
      `${bytes} bytes are more than the ${maxBytes} this community's policy allows (blobs.maxBytes).`,
  ),
  RANGE_NOT_SATISFIABLE: errorWith<{ bytes: number }>(
    416,
    ({ bytes }) => `The range lies outside the blob's ${bytes} bytes.`,
  ),
  INPUT_INVALID: errorWith<{ field: string; problem: string }>(
    400,
    ({ field, problem }) => `${field} ${problem}.`,
  ),
});
