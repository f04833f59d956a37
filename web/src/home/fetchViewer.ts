import * as z from 'zod/mini';

const timeoutMs = 10_000;
const query = 'query Viewer { viewer { person { name } community { name } } }';

const named = z.nullable(z.object({ name: z.string() }));
const answerSchema = z.object({
  data: z.object({ viewer: z.nullable(z.object({ person: named, community: named })) }),
});

/** Who is signed in, and in which community. */
export interface Viewer {
  readonly person: string;
  readonly community: string | null;
}

/** Asks who is signed in; null when nobody is, or the system does not say. Never rejects. */
export async function fetchViewer(stopped: AbortSignal): Promise<Viewer | null> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query }),
      credentials: 'same-origin',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]),
    });
    const body: unknown = await response.json();
    return readViewer(body);
  } catch {
    return null;
  }
}

/** Reads the answer to the viewer query. */
export function readViewer(body: unknown): Viewer | null {
  const viewer = answerSchema.safeParse(body).data?.data.viewer;
  if (!viewer?.person) return null;
  return { person: viewer.person.name, community: viewer.community?.name ?? null };
}
