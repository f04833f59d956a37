import { createHash } from 'node:crypto';
import { credentialResolutionPath, passportHeader, resolvedCredentialSchema } from '@ai-collective/contracts';
import { AppError } from '@ai-collective/platform/runtime';
import { LRUCache } from 'lru-cache';
import { Pool } from 'undici';
import { z } from 'zod';
import { errors } from '../errors.js';
import type { PassportIssuer } from '../forwarding/PassportIssuer.js';
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
const answerLimit = 65_536;
const refusalSchema = z.object({ code: z.string().regex(/^[A-Z][A-Z0-9_]+$/), message: z.string() });

interface Asked {
  readonly credential: string;
  readonly community: string | null;
}

/** Asks identity whose a credential is. Only digests of credentials are kept, for a few seconds. */
export class CredentialResolver {
  readonly #settings: CredentialResolverSettings;
  readonly #pool: Pool;
  readonly #known: LRUCache<string, Promise<Principal>> | undefined;

  constructor(settings: CredentialResolverSettings) {
    this.#settings = settings;
    this.#pool = new Pool(new URL(settings.identityUrl).origin, {
      connections: 16,
      maxResponseSize: answerLimit,
    });
    this.#known = settings.cacheMs > 0 ? new LRUCache({ max: capacity, ttl: settings.cacheMs }) : undefined;
  }

  /**
   * The principal of a credential in a community (id or slug; null for the credential's own).
   * Throws UNAUTHENTICATED, identity's own refusal (not a member, no such community), or IDENTITY_UNAVAILABLE.
   */
  async resolve(credential: string, community: string | null): Promise<Principal> {
    const key = createHash('sha256')
      .update(credential)
      .update('\0')
      .update(community ?? '')
      .digest('base64');
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

  #begin(key: string, { credential, community }: Asked): Promise<Principal> {
    const asked = this.#ask(credential, community);
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

  async #ask(credential: string, community: string | null): Promise<Principal> {
    try {
      const passport = this.#settings.passports.issue(gatewayItself, 'identity');
      const { statusCode, body } = await this.#pool.request({
        method: 'POST',
        path: credentialResolutionPath,
        headers: { 'content-type': 'application/json', [passportHeader]: passport },
        body: JSON.stringify({ credential, community }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const answer = await body.json();
      if (statusCode === 200) return resolvedCredentialSchema.parse(answer);
      throw refusal(statusCode, answer);
    } catch (cause) {
      throw cause instanceof AppError ? cause : unavailable(cause);
    }
  }
}

/** One code for every credential that does not work, with identity's reason. A refused passport is the gateway's fault. */
function refusal(status: number, answer: unknown): AppError {
  const told = refusalSchema.safeParse(answer);
  if (!told.success || status >= 500 || told.data.code.startsWith('PASSPORT_')) return unavailable(answer);
  const { code, message } = told.data;
  if (status !== 401) return new AppError(code, message, { status });
  return new AppError('UNAUTHENTICATED', message, { status, details: { reason: code } });
}

function unavailable(cause: unknown): AppError {
  const { code, message, status } = errors.IDENTITY_UNAVAILABLE();
  return new AppError(code, message, { status, cause });
}
