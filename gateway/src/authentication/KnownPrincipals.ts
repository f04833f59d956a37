import type { CredentialChanges } from '@ai-collective/contracts';
import { LRUCache } from 'lru-cache';
import { identityTimeoutMs } from './IdentityDoors.js';
import type { Principal } from './Principal.js';

export interface KnownPrincipalsSettings {
  /** How long an answer is relied on without news, and how old the news may be, ms. */
  readonly withoutNewsMs: number;
  /** How long an answer is relied on while there is news of changes, ms. */
  readonly withNewsMs: number;
  readonly capacity: number;
  /** Milliseconds, of a clock that is never set. */
  readonly clock: () => number;
}

interface Known {
  readonly askedAt: number;
  readonly asked: Promise<Principal>;
  /** Whose the credential is, once that is known. */
  sub: string | undefined;
}

/**
 * Identity's answers. One is relied on for `withoutNewsMs`; and for `withNewsMs`, as long as identity says at least every
 * `withoutNewsMs` who changed. So what is revoked works for `withoutNewsMs` at most, whether news arrives or not.
 */
export class KnownPrincipals {
  readonly #settings: KnownPrincipalsSettings;
  readonly #entries: LRUCache<string, Known>;
  /** When changes were heard of, lately: the answers to earlier questions may be from before them. */
  readonly #changedAt = new Map<string, number>();
  /** All changes until then have been heard of. */
  #newsUntil = -Infinity;

  constructor(settings: KnownPrincipalsSettings) {
    this.#settings = settings;
    this.#entries = new LRUCache({ max: settings.capacity });
  }

  /** The answer, when it may still be relied on. */
  get(key: string): Promise<Principal> | undefined {
    const known = this.#entries.get(key);
    return known !== undefined && this.#isReliable(known) ? known.asked : undefined;
  }

  /** Keeps an answer that is on its way; not a rejection, nor what has changed meanwhile. */
  keep(key: string, asked: Promise<Principal>): void {
    const known: Known = { askedAt: this.#settings.clock(), asked, sub: undefined };
    this.#entries.set(key, known);
    const drop = () => {
      if (this.#entries.peek(key) === known) this.#entries.delete(key);
    };
    asked.then(({ sub }) => {
      if ((this.#changedAt.get(sub) ?? -Infinity) >= known.askedAt) drop();
      else known.sub = sub;
    }, drop);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** Takes up what identity said has changed, asked at `askedAt`. */
  apply({ subjects, everybody }: CredentialChanges, askedAt: number): void {
    const now = this.#settings.clock();
    this.#newsUntil = askedAt;
    for (const [sub, at] of this.#changedAt)
      if (now - at > 2 * identityTimeoutMs) this.#changedAt.delete(sub);
    for (const sub of subjects) this.#changedAt.set(sub, now);
    if (everybody) this.#entries.clear();
    else if (subjects.length > 0) this.#forget(new Set(subjects));
  }

  #forget(subjects: ReadonlySet<string>): void {
    for (const [key, { sub }] of this.#entries.entries())
      if (sub !== undefined && subjects.has(sub)) this.#entries.delete(key);
  }

  #isReliable({ askedAt }: Known): boolean {
    const { withoutNewsMs, withNewsMs, clock } = this.#settings;
    const now = clock();
    if (now - askedAt < withoutNewsMs) return true;
    return now - askedAt < withNewsMs && now - this.#newsUntil < withoutNewsMs;
  }
}
