import { tokenRefusalSchema, type TokenRefusal } from '@ai-collective/contracts';
import { request } from 'undici';
import type { z } from 'zod';

interface Form<T> {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The shape of the answer. */
  readonly answer: z.ZodType<T>;
  readonly signal: AbortSignal;
}

/** What came of sending a form. */
export type FormAnswer<T> =
  | { readonly kind: 'ANSWERED'; readonly data: T }
  | { readonly kind: 'REFUSED'; readonly refusal: TokenRefusal }
  | { readonly kind: 'UNREACHABLE'; readonly reason: string };

const answerLimitMs = 10_000;
const largestAnswer = 64 * 1024;

/** Sends a form to one of the gateway's doors for programs. Rejects only when it is aborted. */
export async function postForm<T>({ url, fields, answer, signal }: Form<T>): Promise<FormAnswer<T>> {
  try {
    const response = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(fields).toString(),
      headersTimeout: answerLimitMs,
      bodyTimeout: answerLimitMs,
      signal,
    });
    const body: unknown = JSON.parse(await textOf(response.body));
    if (response.statusCode === 200) return { kind: 'ANSWERED', data: answer.parse(body) };
    return { kind: 'REFUSED', refusal: tokenRefusalSchema.parse(body) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'UNREACHABLE', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > largestAnswer) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
