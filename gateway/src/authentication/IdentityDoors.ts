import { passportHeader } from '@ai-collective/contracts';
import { AppError } from '@ai-collective/platform/runtime';
import { Pool } from 'undici';
import { Cancellation } from '../engine/transport/Cancellation.js';
import { postForText } from '../engine/transport/postForText.js';
import { errors } from '../errors.js';
import type { PassportIssuer } from '../forwarding/PassportIssuer.js';
import { gatewayItself } from './Principal.js';

/** Longest wait for an answer, ms. */
export const identityTimeoutMs = 5_000;
const answerLimit = 1_048_576;

/** Identity's doors for the gateway. */
export class IdentityDoors {
  readonly #passports: PassportIssuer;
  readonly #pool: Pool;

  constructor(settings: { url: string; passports: PassportIssuer; connections: number }) {
    this.#passports = settings.passports;
    this.#pool = new Pool(new URL(settings.url).origin, { connections: settings.connections });
  }

  /** What identity answers, parsed. Rejects with anything when it does not answer 200 and JSON within five seconds. */
  async ask(path: string, question: object): Promise<unknown> {
    const { status, text } = await postForText(this.#pool, {
      subgraph: 'identity',
      path,
      headers: { [passportHeader]: this.#passports.issue(gatewayItself, 'identity') },
      body: JSON.stringify(question),
      cancellation: new Cancellation(),
      timeoutMs: identityTimeoutMs,
      maxResponseBytes: answerLimit,
    });
    if (status !== 200) throw identityUnavailable(text);
    return JSON.parse(text);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/** IDENTITY_UNAVAILABLE, and why. */
export function identityUnavailable(cause: unknown): AppError {
  const { code, message, status } = errors.IDENTITY_UNAVAILABLE();
  return new AppError(code, message, { status, cause });
}
