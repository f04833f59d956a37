import { tokenRefusalSchema } from '@ai-collective/contracts';
import type { z } from 'zod';
import { ApiError } from './ApiError.js';
import { call } from './request.js';

interface Form<T> {
  readonly url: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The shape the answer must have. */
  readonly data: z.ZodType<T>;
  readonly signal?: AbortSignal;
}

const longestWaitMs = 30_000;

/**
 * Sends a form to one of the doors of programs. Throws an {@link ApiError} with the service's code and the name that
 * OAuth has for it in `details.error`, or UNREACHABLE, TIMED_OUT or UNEXPECTED_ANSWER.
 */
export async function postForm<T>({ url, path, fields, data, signal }: Form<T>): Promise<T> {
  const limit = AbortSignal.timeout(longestWaitMs);
  const response = await call(`${url}${path}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
    signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  const parsed = data.safeParse(answer);
  if (response.ok && parsed.success) return parsed.data;
  const refusal = tokenRefusalSchema.safeParse(answer);
  if (!refusal.success)
    throw new ApiError('UNEXPECTED_ANSWER', `${url} does not answer as an AI Collective gateway does.`);
  const { code, error, error_description } = refusal.data;
  throw new ApiError(code, error_description, { details: { error } });
}
