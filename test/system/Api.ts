import { ApiError, type Connection } from '@ai-collective/cli';
import { z } from 'zod';

const answerSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) }))
    .optional(),
});

/** What a request was refused with. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A GraphQL operation. */
export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
}

/** A GraphQL client that keeps the text of every refusal, so that a test can look for secrets in them. */
export class Api {
  constructor(
    readonly connection: Connection,
    readonly refusals: string[] = [],
  ) {}

  /** The same door, as somebody else. */
  as(identity: Pick<Connection, 'credential' | 'community'>): Api {
    return new Api({ url: this.connection.url, ...identity }, this.refusals);
  }

  /** Answers the data. Throws an ApiError when anything was refused. */
  async ask<T>(schema: z.ZodType<T>, operation: Operation): Promise<T> {
    const { answer } = await this.#send(operation);
    const [error] = answer.errors ?? [];
    if (error !== undefined) throw new ApiError(error.extensions.code, error.message);
    return schema.parse(answer.data);
  }

  /** Answers what the operation was refused with. Throws when it was not. */
  async refusal(operation: Operation): Promise<Refusal> {
    const { status, answer } = await this.#send(operation);
    const [error] = answer.errors ?? [];
    if (error === undefined) throw new Error(`This was not refused: ${operation.query}`);
    const { code, ...details } = error.extensions;
    return { status, code, message: error.message, details };
  }

  async #send({ query, variables, timeoutMs }: Operation) {
    const { url, credential, community } = this.connection;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
        ...(community !== undefined && { 'x-community': community }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(timeoutMs ?? 30_000),
    });
    const text = await response.text();
    if (text.includes('"errors"')) this.refusals.push(text);
    return { status: response.status, answer: answerSchema.parse(JSON.parse(text)) };
  }
}
