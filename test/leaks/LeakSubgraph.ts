import { readFileSync } from 'node:fs';
import { passportHeader, type PassportClaims, type SubgraphName } from '@ai-collective/contracts';
import type { OwnerDoor } from './OwnerDoor.js';

/** A question, in GraphQL. */
export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly isSubscription: boolean;
}

interface Parts {
  readonly name: SubgraphName;
  readonly url: string;
  readonly door: OwnerDoor;
  readonly passport: (claims: Partial<PassportClaims>) => string | Promise<string>;
  readonly close: () => Promise<void>;
}

/** Passports live for a minute. */
const reuseMilliseconds = 30_000;
const answerMilliseconds = 30_000;

/** A subgraph that runs in this process, asked as the gateway does. */
export class LeakSubgraph {
  readonly sdl: string;
  readonly #passports = new Map<string, { readonly passport: string; readonly until: number }>();

  constructor(private readonly parts: Parts) {
    const file = new URL(`../../subgraphs/${parts.name}/schema.graphql`, import.meta.url);
    this.sdl = readFileSync(file, 'utf8');
  }

  get name(): SubgraphName {
    return this.parts.name;
  }

  get door(): OwnerDoor {
    return this.parts.door;
  }

  /** The whole answer, as text; of a subscription the first one. */
  async ask(
    claims: Partial<PassportClaims>,
    { query, variables, isSubscription }: Question,
  ): Promise<string> {
    const leaving = new AbortController();
    const response = await fetch(`${this.parts.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: isSubscription ? 'text/event-stream' : 'application/json',
        [passportHeader]: await this.#passportOf(claims),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(answerMilliseconds)]),
    });
    if (!isSubscription) return response.text();
    const first = await firstEvent(response);
    leaving.abort();
    return first;
  }

  async #passportOf(claims: Partial<PassportClaims>): Promise<string> {
    const key = JSON.stringify(claims);
    const known = this.#passports.get(key);
    if (known !== undefined && known.until > Date.now()) return known.passport;
    const passport = await this.parts.passport(claims);
    this.#passports.set(key, { passport, until: Date.now() + reuseMilliseconds });
    return passport;
  }

  async close(): Promise<void> {
    await this.parts.door.close();
    await this.parts.close();
  }
}

/** The data of the first event of a stream. */
async function firstEvent(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const [, data] = /^data: ?(\{.*)$/m.exec(text) ?? [];
    if (data !== undefined && text.trimEnd().includes('\n') && text.endsWith('\n')) return data;
  }
  return text;
}
