import type { ResponseHeaders } from '../engine/transport/postForText.js';
import { strictestCacheControl } from './cacheControl.js';

/** Most cookies that one answer sets. */
const mostCookies = 50;

/**
 * Collects the headers of subgraphs' answers that a client gets back. Cookies are all passed on. `cache-control` is the
 * strictest of all answers, and `no-store` when anything failed. Of every other header the value counts that the subgraph
 * latest in the alphabet gave, and of that subgraph's answers the latest: so it does not depend on who is quicker.
 */
export class AnswerHeaders {
  readonly #names: readonly string[];
  readonly #bySubgraph = new Map<string, Record<string, string>>();
  readonly #cookies: string[] = [];
  readonly #cacheControls = new Set<string | undefined>();

  /** `names` are in lower case. */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Takes note of one answer. */
  add(subgraph: string, headers: ResponseHeaders): void {
    const known = this.#bySubgraph.get(subgraph) ?? {};
    for (const name of this.#names) {
      const value = headers[name];
      if (name === 'set-cookie') this.#addCookies(value);
      else if (name === 'cache-control') this.#cacheControls.add(value?.toString());
      else if (value !== undefined) known[name] = value.toString();
    }
    this.#bySubgraph.set(subgraph, known);
  }

  /** What the client gets. */
  merged({ isComplete }: { readonly isComplete: boolean }): Readonly<Record<string, string | string[]>> {
    const merged: Record<string, string | string[]> = {};
    for (const [, headers] of [...this.#bySubgraph].sort(([one], [other]) => (one < other ? -1 : 1)))
      Object.assign(merged, headers);
    if (this.#cookies.length > 0) merged['set-cookie'] = this.#cookies;
    if (this.#names.includes('cache-control'))
      merged['cache-control'] = isComplete ? strictestCacheControl([...this.#cacheControls]) : 'no-store';
    return merged;
  }

  #addCookies(value: ResponseHeaders[string]): void {
    const cookies = typeof value === 'string' ? [value] : (value ?? []);
    this.#cookies.push(...cookies.slice(0, mostCookies - this.#cookies.length));
  }
}
