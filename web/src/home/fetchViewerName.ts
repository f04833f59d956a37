import * as z from 'zod/mini';

const timeoutMs = 10_000;
const query = 'query Viewer { viewer { name } }';

const answerSchema = z.object({ data: z.object({ viewer: z.object({ name: z.string() }) }) });

/** The name of the signed-in person; null when nobody is, or the system does not say. Never rejects. */
export async function fetchViewerName(stopped: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query }),
      credentials: 'same-origin',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]),
    });
    const body: unknown = await response.json();
    return readViewerName(body);
  } catch {
    return null;
  }
}

/** Reads the answer to the viewer query. */
export function readViewerName(body: unknown): string | null {
  const parsed = answerSchema.safeParse(body);
  return parsed.success ? parsed.data.data.viewer.name : null;
}
