import { hkdfSync } from 'node:crypto';
import {
  checkEgressUrl,
  guardedConnector,
  isPublicAddress,
  resolveAddresses,
  type EgressPolicy,
} from '@ai-collective/platform/egress';
import { Agent, request } from 'undici';
import { errors } from '../errors.js';
import type { WebhookClient } from './WebhookClient.js';

const timeoutMs = 10_000;
const mostAnswerBytes = 65_536;
const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, maxHeaderSize: 16_384, connections: 16 };

export interface WebhookClientSettings {
  /** What the secrets of all communities are derived from. */
  readonly masterSecret: string;
  /** Whether this very machine may be called, even without TLS: for development only. */
  readonly allowLoopback: boolean;
  /** Replaces how names are resolved. Default: asking DNS. */
  readonly resolve?: EgressPolicy['resolve'];
}

/** A client that reaches only public addresses, by https, and follows no redirects. */
export function httpWebhookClient(settings: WebhookClientSettings): WebhookClient {
  const { masterSecret, allowLoopback, resolve = resolveAddresses } = settings;
  const policy: EgressPolicy = { schemes: ['https'], ports: [443, 8443], allows: isPublicAddress, resolve };
  const outside = new Agent({ ...limits, connect: guardedConnector(policy) });
  const inside = new Agent(limits);
  const isLoopback = (url: string) => allowLoopback && /^http:\/\/127\.0\.0\.1:\d+\//.test(url);
  const problemOf = (url: string): string | undefined => {
    const check = isLoopback(url) ? { ok: true as const } : checkEgressUrl(url, policy);
    return check.ok ? undefined : check.message;
  };
  return {
    problemOf,
    secretOf: (community, salt) =>
      Buffer.from(hkdfSync('sha256', masterSecret, salt, `aic-compute webhooks of ${community}`, 32)),
    post: async (url, { headers, body }) => {
      // Rules may have become stricter since the address was taken.
      if (problemOf(url) !== undefined) throw errors.WEBHOOK_FAILED({ reason: 'it may not be called' });
      try {
        const response = await request(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'user-agent': 'ai-collective', ...headers },
          body,
          dispatcher: isLoopback(url) ? inside : outside,
          signal: AbortSignal.timeout(timeoutMs),
        });
        await response.body.dump({ limit: mostAnswerBytes });
        return response.statusCode;
      } catch (cause) {
        throw errors.WEBHOOK_FAILED({ reason: 'it cannot be reached, or does not answer in time' }, cause);
      }
    },
    close: async () => {
      await Promise.all([outside.close(), inside.close()]);
    },
  };
}
