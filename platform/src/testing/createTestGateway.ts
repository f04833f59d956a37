import {
  passportAlgorithm,
  passportHeader,
  passportIssuer,
  passportLifetimeSeconds,
  type PassportClaims,
  type SubgraphName,
} from '@ai-collective/contracts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What a GraphQL server answered. */
export interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
  }[];
}

/** One question to a subgraph. */
export interface GraphqlQuestion {
  readonly url: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Claims of the passport besides the gateway's usual ones. */
  readonly as?: Partial<PassportClaims>;
}

/** A gateway's key pair for tests: signs passports and shows the matching public key. */
export interface TestGateway {
  /** The JSON Web Key Set a subgraph takes as PASSPORT_JWKS. */
  readonly jwks: string;
  /** Signs a passport: of a person who is MEMBER of `com_test`, valid for a minute, unless told otherwise. */
  sign(claims?: Partial<PassportClaims>, issuedAt?: number): Promise<string>;
  /** Asks a subgraph as the gateway does; rejects when it does not answer in 20 s. */
  ask(question: GraphqlQuestion): Promise<GraphqlAnswer>;
}

const answerMilliseconds = 20_000;

/** Makes a key pair. Passports are for `audience`. */
export async function createTestGateway(audience: SubgraphName): Promise<TestGateway> {
  const { privateKey, publicKey } = await generateKeyPair(passportAlgorithm, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: passportAlgorithm };
  const sign: TestGateway['sign'] = (claims = {}, issuedAt = Math.floor(Date.now() / 1000)) =>
    new SignJWT({
      iss: passportIssuer,
      aud: audience,
      sub: 'per_test',
      kind: 'PERSON',
      community: 'com_test',
      roles: ['MEMBER'],
      scopes: null,
      policyVersion: 0,
      iat: issuedAt,
      exp: issuedAt + passportLifetimeSeconds,
      ...claims,
    })
      .setProtectedHeader({ alg: passportAlgorithm, kid: 'test' })
      .sign(privateKey);
  return {
    jwks: JSON.stringify({ keys: [jwk] }),
    sign,
    ask: async ({ url, query, variables = {}, as = {} }) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [passportHeader]: await sign(as) },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(answerMilliseconds),
      });
      return (await response.json()) as GraphqlAnswer;
    },
  };
}
