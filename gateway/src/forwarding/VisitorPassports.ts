import { passportIssuer, passportLifetimeSeconds } from '@ai-collective/contracts';
import type { SigningKeys } from '@ai-collective/platform/runtime';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../authentication/Principal.js';
import type { RequestContext } from './RequestContext.js';
import { tokenSigner } from './tokenSigner.js';

/** Header in which a community's own subgraph learns who asks. */
const visitorHeader = 'x-aic-visitor';

/** `typ` of these tokens: not that of a passport. */
const visitorType = 'aic-visitor+jwt';

/** Tells a community's own subgraph who asks. */
export interface VisitorPassports {
  /** The only headers that subgraph gets from the gateway, `name` being its own. */
  headersFor(name: string, context: RequestContext): Readonly<Record<string, string>>;
}

const marginSeconds = 10;
const capacity = 10_000;

interface Issued {
  readonly token: string;
  readonly kid: string;
  readonly expiresAt: number;
}

/**
 * Signs tokens for the subgraphs that communities run themselves. They are no passports: the audience
 * `community:<community id>:<name>` is accepted nowhere else, and they hold neither roles nor scopes.
 * See docs/decisions/0008-a-communitys-own-subgraphs.md.
 */
export function createVisitorPassports(settings: {
  readonly keys: SigningKeys;
  readonly clockSeconds?: () => number;
}): VisitorPassports {
  const { keys } = settings;
  const sign = tokenSigner(visitorType);
  const now = settings.clockSeconds ?? (() => Date.now() / 1000);
  const issued = new LRUCache<string, Issued>({ max: capacity });

  const issue = ({ sub, kind, community, expiresAt }: Principal, name: string): string => {
    const cacheKey = JSON.stringify([name, sub, kind, community, expiresAt]);
    const known = issued.get(cacheKey);
    const time = now();
    if (known !== undefined && known.expiresAt - marginSeconds > time && keys.holds(known.kid))
      return known.token;
    const iat = Math.floor(time);
    const exp = Math.min(iat + passportLifetimeSeconds, expiresAt ?? Number.POSITIVE_INFINITY);
    const claims = {
      iss: passportIssuer,
      aud: `community:${community}:${name}`,
      sub,
      kind,
      community,
      iat,
      exp,
    };
    const key = keys.current(time);
    const token = sign(claims, key);
    issued.set(cacheKey, { token, kid: key.kid, expiresAt: exp });
    return token;
  };

  return {
    headersFor: (name, { principal, traceparent }) => ({
      [visitorHeader]: issue(principal, name),
      traceparent,
    }),
  };
}
