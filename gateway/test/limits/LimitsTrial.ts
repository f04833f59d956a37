import { AppError } from '@ai-collective/platform/runtime';
import { gatewayConfigSchema } from '../../src/config.js';
import { configuredLimits } from '../../src/limits/configuredLimits.js';
import type { GatewayLimits } from '../../src/limits/GatewayLimits.js';
import { RateLimiter } from '../../src/limits/rate/RateLimiter.js';
import { RequestLimits, type RequestParameters } from '../../src/limits/RequestLimits.js';
import { resolverOf } from '../documents/documentsGiven.js';
import { costLink, engineOf, link } from './cost/costSupergraph.js';

const sdl = `type Query { me: User users(first: Int): [User] leaf: Int some(first: Int!): [User] }
  type User @key(fields: "id") { id: ID! best: User find(by: By, all: [Int]): Int of(all: [By]): Int }
  input By { by: By, name: String, age: Int }`;
/** Without cost directives. */
export const plain = engineOf(link() + sdl);
/** With them. */
export const priced = engineOf(
  costLink +
    sdl.replace(
      'some(first: Int!): [User]',
      'some(first: Int): [User] @listSize(slicingArguments: ["first"])',
    ),
);
export const standard = configuredLimits(gatewayConfigSchema.parse({ PASSPORT_PRIVATE_JWK: 'none' }));

/** What is other than standard. */
export type Changes = { readonly [Name in keyof GatewayLimits]?: Partial<GatewayLimits[Name]> };

interface Asking {
  readonly community?: string;
  readonly subject?: string;
  readonly engine?: typeof plain;
  readonly variables?: RequestParameters['variables'];
}

/** Limits that can be other for each community, and a clock that stands still. */
export class LimitsTrial {
  byCommunity: Record<string, Changes> = {};
  now = 0;
  readonly limits = new RequestLimits({
    limitsOf: (community) => limitsWith(this.byCommunity[community] ?? {}),
    documents: resolverOf().resolver,
    rates: new RateLimiter({ capacity: 1_000, now: () => this.now }),
  });

  /** What becomes of a query: `admitted`, or the codes of its errors. Rejects when it is refused for its rate. */
  async ask(query: string, { community = 'green', subject = 'ada', engine = plain, variables }: Asking = {}) {
    const requester = { community, admissionKey: subject };
    const admission = await this.limits.admit(engine, requester, { query, variables });
    if (!admission.ok) return { code: admission.errors.map(({ extensions }) => extensions.code).join() };
    return { code: 'admitted', settle: admission.settle };
  }

  /** The same in words, with the time to wait when it is refused for its rate. */
  async codeOf(...request: Parameters<LimitsTrial['ask']>): Promise<string> {
    try {
      return (await this.ask(...request)).code;
    } catch (error) {
      return error instanceof AppError
        ? `${error.code} ${String(error.options.details?.retryAfterMs)}`
        : String(error);
    }
  }
}

function limitsWith(changes: Changes): GatewayLimits {
  return {
    operation: { ...standard.operation, ...changes.operation },
    variables: { ...standard.variables, ...changes.variables },
    cost: { ...standard.cost, ...changes.cost },
    community: { ...standard.community, ...changes.community },
    subject: { ...standard.subject, ...changes.subject },
    documents: { ...standard.documents, ...changes.documents },
  };
}
