import type { TaskFailure } from '@ai-collective/contracts';

/** What of a request tells whether a web page made the owner's browser send it. */
export interface RequestFacts {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly contentType: string | undefined;
  /** Whether it carries the secret of the door. */
  readonly trusted: boolean;
}

export type RequestVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly status: number;
      readonly code: TaskFailure['code'];
      readonly message: string;
    };

/**
 * Whether the device's local door may answer. A strange web page can make a browser send simple requests to
 * 127.0.0.1, so a change needs a JSON content type, which browsers send across origins only when the server agrees
 * beforehand, and this one never does. A name other than localhost in `Host` is a rebound DNS name. Others who use the
 * machine may look, but not change anything: that takes a secret from a file of the owner's.
 */
export function statusRequestVerdict({
  method,
  host,
  origin,
  contentType,
  trusted,
}: RequestFacts): RequestVerdict {
  if (host === undefined || !isLocalHost(host))
    return no(403, 'HOST_REFUSED', 'Ask by IP address or as localhost.');
  if (origin !== undefined) return no(403, 'ORIGIN_REFUSED', 'Web pages may not control this device.');
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  if (method === 'POST' && mediaType !== 'application/json') {
    return no(415, 'JSON_REQUIRED', 'Send the content type application/json.');
  }
  if (method !== 'GET' && !trusted)
    return no(401, 'TOKEN_REQUIRED', 'Send the token of door.json as authorization: Bearer.');
  return { ok: true };
}

function isLocalHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/.test(name);
}

function no(status: number, code: string, message: string): RequestVerdict {
  return { ok: false, status, code, message };
}
