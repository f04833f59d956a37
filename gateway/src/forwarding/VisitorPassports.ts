import { passportAlgorithm, passportIssuer, passportLifetimeSeconds } from '@ai-collective/contracts';
import { importJWK, SignJWT, type CryptoKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../authentication/Principal.js';
import { parsePrivateJwk } from './PassportIssuer.js';
import type { RequestContext } from './RequestContext.js';

/** Header in which a community's own subgraph learns who asks. */
const visitorHeader = 'x-aic-visitor';

/** `typ` of these tokens: not that of a passport. */
const visitorType = 'aic-visitor+jwt';

/** Tells a community's own subgraph who asks. */
export interface VisitorPassports {
  /** The only headers that subgraph gets from the gateway, `name` being its own. */
  headersFor(name: string, context: RequestContext): Promise<Readonly<Record<string, string>>>;
}

const marginSeconds = 10;
const capacity = 10_000;

interface Issued {
  readonly token: string;
  readonly expiresAt: number;
}

/**
 * Signs tokens for the subgraphs that communities run themselves. They are no passports: the audience
 * `community:<community id>:<name>` is accepted nowhere else, and they hold neither roles nor scopes.
 * See docs/decisions/0008-a-communitys-own-subgraphs.md. Throws when the key is none.
 */
export async function createVisitorPassports(settings: {
  /** Private Ed25519 key as JSON Web Key. */
  readonly privateJwk: string;
  readonly clockSeconds?: () => number;
}): Promise<VisitorPassports> {
  const jwk = parsePrivateJwk(settings.privateJwk);
  const key = (await importJWK(jwk, passportAlgorithm)) as CryptoKey;
  const header = {
    alg: passportAlgorithm,
    typ: visitorType,
    ...(jwk.kid !== undefined && { kid: jwk.kid }),
  };
  const now = settings.clockSeconds ?? (() => Date.now() / 1000);
  const issued = new LRUCache<string, Issued>({ max: capacity });

  const issue = async ({ sub, kind, community, expiresAt }: Principal, name: string): Promise<string> => {
    const cacheKey = JSON.stringify([name, sub, kind, community, expiresAt]);
    const known = issued.get(cacheKey);
    if (known !== undefined && known.expiresAt - marginSeconds > now()) return known.token;
    const iat = Math.floor(now());
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
    const token = await new SignJWT(claims).setProtectedHeader(header).sign(key);
    issued.set(cacheKey, { token, expiresAt: exp });
    return token;
  };

  return {
    headersFor: async (name, { principal, traceparent }) => ({
      [visitorHeader]: await issue(principal, name),
      traceparent,
    }),
  };
}
