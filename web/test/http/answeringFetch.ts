import { vi } from 'vitest';

/** Answers every request of a page with this JSON, and keeps what was sent. */
export function answeringFetch(body: unknown, status = 200): unknown[] {
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', (path: string, init: { readonly body: string }) => {
    sent.push([path, JSON.parse(init.body)]);
    return Promise.resolve(Response.json(body, { status }));
  });
  return sent;
}
