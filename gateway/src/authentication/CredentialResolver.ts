import { hash } from 'node:crypto';
import {
  credentialChangesPath,
  credentialChangesSchema,
  credentialQuestionSchema,
  credentialQuestionsLimit,
  credentialRefusalSchema,
  credentialResolutionPath,
  resolvedCredentialSchema,
  type CredentialQuestion,
  type CredentialRefusal,
} from '@ai-collective/contracts';
import { AppError, type Logger } from '@ai-collective/platform/runtime';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { errors } from '../errors.js';
import type { PassportIssuer } from '../forwarding/PassportIssuer.js';
import { followChanges } from './followChanges.js';
import { GatheredCalls } from './GatheredCalls.js';
import { IdentityDoors, identityUnavailable } from './IdentityDoors.js';
import { KnownPrincipals } from './KnownPrincipals.js';
import type { Principal } from './Principal.js';

export interface CredentialResolverSettings {
  readonly identityUrl: string;
  readonly passports: PassportIssuer;
  /** How long a revoked credential works at most: so long is an answer trusted without news of changes, ms. */
  readonly cacheMs: number;
  /** How long an answer is trusted while identity tells of changes, ms. Default: no changes are asked for. */
  readonly trustMs?: number;
  /** Pause between questions for changes, ms. Default: a second. */
  readonly changesEveryMs?: number;
  readonly log: Logger;
  readonly clockSeconds?: () => number;
  /** Milliseconds, of a clock that is never set. */
  readonly clockMs?: () => number;
}

const capacity = 10_000;
const callsAtOnce = 16;
const lingerMs = 5;

const answersSchema = z.object({ answers: z.array(z.unknown()) });
const principalSchema = z.object({ principal: resolvedCredentialSchema });
const refusalSchema = z.object({ refusal: credentialRefusalSchema });

/** Asks identity whose a credential is. Only digests of credentials are kept, and not for long. */
export class CredentialResolver {
  readonly #clockSeconds: () => number;
  readonly #doors: IdentityDoors;
  readonly #questions: GatheredCalls<CredentialQuestion, unknown>;
  readonly #known: KnownPrincipals;
  readonly #endChanges: () => void;
  /** Principals by identity's answers: who is told of again is the same object, and has what belongs to it already. */
  readonly #principals = new LRUCache<string, Principal>({ max: capacity });

  constructor(settings: CredentialResolverSettings) {
    const { identityUrl: url, passports, cacheMs, trustMs = cacheMs } = settings;
    const { clockMs: clock = () => performance.now(), changesEveryMs: everyMs = 1_000, log } = settings;
    this.#clockSeconds = settings.clockSeconds ?? (() => Date.now() / 1000);
    this.#doors = new IdentityDoors({ url, passports, connections: callsAtOnce });
    this.#questions = new GatheredCalls({
      call: (questions) => this.#call(questions),
      questionsPerCall: credentialQuestionsLimit,
      overflow: () => errors.IDENTITY_UNAVAILABLE(),
      ...{ callsAtOnce, capacity, lingerMs },
    });
    const known = new KnownPrincipals({ withoutNewsMs: cacheMs, withNewsMs: trustMs, capacity, clock });
    this.#known = known;
    const ask = async (since: string | null) =>
      credentialChangesSchema.parse(await this.#doors.ask(credentialChangesPath, { since }));
    this.#endChanges =
      trustMs > cacheMs
        ? followChanges({
            ...{ ask, clock, log, everyMs },
            onChanges: (changes, askedAt) => known.apply(changes, askedAt),
          })
        : () => undefined;
  }

  /**
   * The principal of a credential in a community (id or slug; null for the credential's own).
   * Throws UNAUTHENTICATED, identity's own refusal (not a member, no such community), or IDENTITY_UNAVAILABLE.
   */
  async resolve(credential: string, community: string | null): Promise<Principal> {
    const key = hash('sha256', `${credential}\0${community ?? ''}`, 'base64');
    const principal = await (this.#known.get(key) ?? this.#begin(key, { credential, community }));
    if (!this.#isExpired(principal)) return principal;
    this.#known.delete(key);
    throw errors.UNAUTHENTICATED();
  }

  #begin(key: string, question: CredentialQuestion): Promise<Principal> {
    const asked = this.#ask(question);
    this.#known.keep(key, asked);
    return asked;
  }

  async close(): Promise<void> {
    this.#endChanges();
    await this.#doors.close();
  }

  #isExpired({ expiresAt }: Principal): boolean {
    return expiresAt !== null && expiresAt <= this.#clockSeconds();
  }

  /** What identity would not read at all is not asked: others' questions travel with it. */
  async #ask(question: CredentialQuestion): Promise<Principal> {
    if (!credentialQuestionSchema.safeParse(question).success) throw errors.UNAUTHENTICATED();
    try {
      return this.#principalIn(await this.#questions.ask(question));
    } catch (cause) {
      throw cause instanceof AppError ? cause : identityUnavailable(cause);
    }
  }

  async #call(questions: readonly CredentialQuestion[]): Promise<readonly unknown[]> {
    return answersSchema.parse(await this.#doors.ask(credentialResolutionPath, { questions })).answers;
  }

  #principalIn(answer: unknown): Principal {
    const text = JSON.stringify(answer);
    const known = this.#principals.get(text);
    if (known !== undefined) return known;
    const told = refusalSchema.safeParse(answer);
    if (told.success) throw refused(told.data.refusal);
    const { principal } = principalSchema.parse(answer);
    this.#principals.set(text, principal);
    return principal;
  }
}

/** One code for every credential that does not work, with identity's reason. */
function refused(refusal: CredentialRefusal): AppError {
  const { status, code, message } = refusal;
  if (status >= 500) return identityUnavailable(refusal);
  if (status !== 401) return new AppError(code, message, { status });
  return new AppError('UNAUTHENTICATED', message, { status, details: { reason: code } });
}
