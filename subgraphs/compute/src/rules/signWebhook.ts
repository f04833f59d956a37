import { createHmac } from 'node:crypto';

/** A message as it is signed: its id is the same however often it is sent. */
export interface WebhookMessage {
  readonly id: string;
  /** Unix seconds of this sending. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers of a webhook by the specification Standard Webhooks 1.0: HMAC-SHA-256 over `id.timestamp.body`, one signature for
 * each secret that is valid at present.
 */
export function signWebhook(
  { id, timestamp, body }: WebhookMessage,
  secrets: readonly Buffer[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
