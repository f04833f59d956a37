import {
  EgressRefusedError,
  guardedConnector,
  isPublicAddress,
  resolveAddresses,
  type EgressPolicy,
} from '@ai-collective/platform/egress';
import type { CustomFetch } from 'openid-client';
import { Agent, fetch, type Response as UndiciResponse } from 'undici';
import { checkIssuerAddress } from './checkIssuerAddress.js';

const longestAnswerBytes = 262_144;
const timeoutMs = 5_000;
const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, maxHeaderSize: 16_384, connections: 8 };

export interface IssuerFetchSettings {
  readonly allowLoopback: boolean;
  /** Replaces how names are resolved. Default: asking DNS. */
  readonly resolve?: EgressPolicy['resolve'];
}

/**
 * A `fetch` for openid-client that reaches only what an issuer may be: no private, link-local or loopback address, by
 * whatever name; no redirects; 256 KiB and five seconds at most. Rejects with an EgressRefusedError.
 */
export function createIssuerFetch({
  allowLoopback,
  resolve = resolveAddresses,
}: IssuerFetchSettings): CustomFetch {
  const policy: EgressPolicy = { schemes: ['https'], ports: [], allows: isPublicAddress, resolve };
  const outside = new Agent({ ...limits, connect: guardedConnector(policy) });
  const inside = new Agent(limits);
  return async (address, options) => {
    const check = checkIssuerAddress(address, allowLoopback);
    if (!check.ok) throw new EgressRefusedError(check.problem);
    const deadline = AbortSignal.timeout(timeoutMs);
    const response = await fetch(check.url, {
      method: options.method,
      headers: options.headers,
      body: options.body === undefined || options.body === null ? null : bodyText(options.body),
      redirect: 'manual',
      signal: options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]),
      dispatcher: check.isLoopback ? inside : outside,
    });
    return whole(response);
  };
}

/** Everything openid-client sends here is a form. */
function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('an issuer is sent forms only');
}

/** The answer, received whole, as an object of the platform's own class. */
async function whole(response: UndiciResponse): Promise<Response> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > longestAnswerBytes) throw new EgressRefusedError('an issuer answered too much');
    chunks.push(bytes);
  }
  const isEmpty = [101, 204, 205, 304].includes(response.status);
  return new Response(isEmpty ? null : Buffer.concat(chunks), {
    status: response.status,
    headers: [...response.headers],
  });
}
