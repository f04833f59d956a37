import { hash } from 'node:crypto';
import {
  credentialQuestionSchema,
  credentialQuestionsLimit,
  credentialRefusalSchema,
  credentialResolutionPath,
  passportHeader,
  resolvedCredentialSchema,
  type CredentialQuestion,
  type CredentialRefusal,
} from '@ai-collective/contracts';
import { AppError } from '@ai-collective/platform/runtime';
import { LRUCache } from 'lru-cache';
import { Pool } from 'undici';
import { z } from 'zod';
import { Cancellation } from '../engine/transport/Cancellation.js';
import { postForText } from '../engine/transport/postForText.js';
import { errors } from '../errors.js';
import type { PassportIssuer } from '../forwarding/PassportIssuer.js';
import { GatheredCalls } from './GatheredCalls.js';
import { gatewayItself, type Principal } from './Principal.js';

export interface CredentialResolverSettings {
  readonly identityUrl: string;
  readonly passports: PassportIssuer;
  /** How long an answer is trusted, ms: a revoked credential works that long, at most. */
  readonly cacheMs: number;
  readonly clockSeconds?: () => number;
}

const capacity = 10_000;
const timeoutMs = 5_000;
const answerLimit = 1_048_576;
const callsAtOnce = 16;
const lingerMs = 5;

/** The cache's clock stands still that long, ms: reading it costs more than looking a credential up. */
const clockStepMs = 20;

const answersSchema = z.object({ answers: z.array(z.unknown()) });
const principalSchema = z.object({ principal: resolvedCredentialSchema });
const refusalSchema = z.object({ refusal: credentialRefusalSchema });

/** Asks identity whose a credential is. Only digests of credentials are kept, for a few seconds. */
export class CredentialResolver {
  readonly #settings: CredentialResolverSettings;
  readonly #pool: Pool;
  readonly #questions: GatheredCalls<CredentialQuestion, unknown>;
  readonly #known: LRUCache<string, Promise<Principal>> | undefined;
  /** Principals by identity's answers: who is told of again is the same object, and has what belongs to it already. */
  readonly #principals = new LRUCache<string, Principal>({ max: capacity });

  constructor(settings: CredentialResolverSettings) {
    this.#settings = settings;
    this.#pool = new Pool(new URL(settings.identityUrl).origin, { connections: callsAtOnce });
    this.#questions = new GatheredCalls({
      call: (questions) => this.#call(questions),
      questionsPerCall: credentialQuestionsLimit,
      overflow: () => errors.IDENTITY_UNAVAILABLE(),
      ...{ callsAtOnce, capacity, lingerMs },
    });
    const { cacheMs: ttl } = settings;
    this.#known = ttl > 0 ? new LRUCache({ max: capacity, ttl, ttlResolution: clockStepMs }) : undefined;
  }

  /**
   * The principal of a credential in a community (id or slug; null for the credential's own).
   * Throws UNAUTHENTICATED, identity's own refusal (not a member, no such community), or IDENTITY_UNAVAILABLE.
   */
  async resolve(credential: string, community: string | null): Promise<Principal> {
    const key = hash('sha256', `${credential}\0${community ?? ''}`, 'base64');
    const asked = this.#known?.get(key) ?? this.#begin(key, { credential, community });
    try {
      const principal = await asked;
      if (this.#isExpired(principal)) throw errors.UNAUTHENTICATED();
      return principal;
    } catch (error) {
      this.#known?.delete(key);
      throw error;
    }
  }

  #begin(key: string, question: CredentialQuestion): Promise<Principal> {
    const asked = this.#ask(question);
    this.#known?.set(key, asked);
    return asked;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #isExpired({ expiresAt }: Principal): boolean {
    const now = this.#settings.clockSeconds ?? (() => Date.now() / 1000);
    return expiresAt !== null && expiresAt <= now();
  }

  /** What identity would not read at all is not asked: others' questions travel with it. */
  async #ask(question: CredentialQuestion): Promise<Principal> {
    if (!credentialQuestionSchema.safeParse(question).success) throw errors.UNAUTHENTICATED();
    try {
      return this.#principalIn(await this.#questions.ask(question));
    } catch (cause) {
      throw cause instanceof AppError ? cause : unavailable(cause);
    }
  }

  async #call(questions: readonly CredentialQuestion[]): Promise<readonly unknown[]> {
    const passport = this.#settings.passports.issue(gatewayItself, 'identity');
    const { status, text } = await postForText(this.#pool, {
      subgraph: 'identity',
      path: credentialResolutionPath,
      headers: { [passportHeader]: passport },
      body: JSON.stringify({ questions }),
      cancellation: new Cancellation(),
      timeoutMs,
      maxResponseBytes: answerLimit,
    });
    if (status !== 200) throw unavailable(text);
    return answersSchema.parse(JSON.parse(text)).answers;
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
  if (status >= 500) return unavailable(refusal);
  if (status !== 401) return new AppError(code, message, { status });
  return new AppError('UNAUTHENTICATED', message, { status, details: { reason: code } });
}

function unavailable(cause: unknown): AppError {
  const { code, message, status } = errors.IDENTITY_UNAVAILABLE();
  return new AppError(code, message, { status, cause });
}
