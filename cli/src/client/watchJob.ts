import { createClient } from 'graphql-sse';
import { z } from 'zod';
import { ApiError } from './ApiError.js';
import { identityHeaders, type Connection } from './Connection.js';

const progressSchema = z.object({
  state: z.string(),
  finished: z.boolean(),
  progress: z.number(),
  counts: z.object({
    total: z.number(),
    queued: z.number(),
    dispatched: z.number(),
    succeeded: z.number(),
    failed: z.number(),
    canceled: z.number(),
  }),
});

/** How a job stands; `progress` runs from 0 to 1. */
export type JobProgress = z.infer<typeof progressSchema>;

const eventSchema = z.object({
  data: z.object({ jobProgress: progressSchema }).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }).optional() }))
    .optional(),
});

export interface WatchSettings {
  readonly jobId: string;
  /** Ends the watching when aborted. */
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/**
 * Follows a job until it is finished or the signal is aborted, and answers how it stood last. A lost connection is made
 * again, five times at most, and one whose access token ran out as often as that happens. Throws what the API refuses it with.
 */
export async function watchJob(
  connection: Connection,
  settings: WatchSettings,
): Promise<JobProgress | undefined> {
  for (;;) {
    try {
      return await watchOnce(connection, settings);
    } catch (error) {
      if (connection.freshCredential === undefined || !hasRunOut(error)) throw error;
    }
  }
}

/** The gateway ends a stream whose access token ends. A refreshed one that ended at once would be refused otherwise. */
function hasRunOut(error: unknown): boolean {
  return error instanceof ApiError && error.details.reason === 'ACCESS_TOKEN_EXPIRED';
}

async function watchOnce(connection: Connection, settings: WatchSettings): Promise<JobProgress | undefined> {
  const client = createClient({
    url: `${connection.url}/graphql`,
    headers: () => identityHeaders(connection),
    retryAttempts: 5,
  });
  const events = client.iterate({
    query: `subscription Watch($id: ID!) {
      jobProgress(jobId: $id) { state finished progress counts { total queued dispatched verifying succeeded failed canceled } }
    }`,
    variables: { id: settings.jobId },
  });
  const stop = () => void events.return?.();
  settings.signal.addEventListener('abort', stop);
  let last: JobProgress | undefined;
  try {
    for await (const event of events) {
      last = progressOf(event);
      settings.onProgress?.(last);
      if (last.finished) break;
    }
  } catch (error) {
    if (!settings.signal.aborted) throw toApiError(error, connection);
  } finally {
    settings.signal.removeEventListener('abort', stop);
    client.dispose();
  }
  return last;
}

function progressOf(event: unknown): JobProgress {
  const { data, errors } = eventSchema.parse(event);
  const [error] = errors ?? [];
  if (error !== undefined) {
    const { code, ...details } = error.extensions ?? { code: 'UNKNOWN' };
    throw new ApiError(code, error.message, { details });
  }
  if (data == null) throw new ApiError('UNEXPECTED_ANSWER', 'The subscription sent an empty event.');
  return data.jobProgress;
}

function toApiError(error: unknown, connection: Connection): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('UNREACHABLE', `The connection to ${connection.url} was lost.`, { cause: error });
}
