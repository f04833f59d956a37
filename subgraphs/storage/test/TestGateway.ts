import { passportHeader, passportIssuer, type PassportClaims } from '@ai-collective/contracts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** The answer of a GraphQL server. */
export interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export interface GraphqlCall {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** Who asks; a person who is DEVELOPER, unless said otherwise. */
  readonly as?: Partial<PassportClaims>;
}

/** Asks a subgraph as the gateway does, with passports of a key of its own. */
export interface TestGateway {
  readonly jwks: string;
  readonly url: string;
  passport(claims: Partial<PassportClaims>): Promise<string>;
  ask(this: TestGateway, call: GraphqlCall): Promise<GraphqlAnswer>;
}

/** Makes a gateway's key pair. */
export async function createTestGateway(url = ''): Promise<TestGateway> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA' };
  const passport = (claims: Partial<PassportClaims>) =>
    new SignJWT({
      sub: 'per_tester',
      kind: 'PERSON',
      community: '',
      roles: ['DEVELOPER'],
      scopes: null,
      policyVersion: 0,
      ...claims,
    })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
      .setIssuer(passportIssuer)
      .setAudience('storage')
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(privateKey);
  return {
    url,
    jwks: JSON.stringify({ keys: [jwk] }),
    passport,
    async ask({ query, variables = {}, as = {} }) {
      const response = await fetch(`${this.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [passportHeader]: await passport(as) },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as GraphqlAnswer;
    },
  };
}
