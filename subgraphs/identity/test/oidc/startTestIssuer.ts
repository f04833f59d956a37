import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { Provider, type Configuration } from 'oidc-provider';

/** Whoever signs in next at the test issuer. */
export interface TestAccount {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
}

export const clientId = 'collective';
export const clientSecret = 'a secret between the community and its issuer';

/** A real issuer, oidc-provider over HTTP, at which everybody is signed in as `account` without being asked. */
export class TestIssuer {
  account: TestAccount = { sub: 'nobody' };
  /** Says no to everybody instead. */
  denies = false;
  #provider: Provider | undefined;
  #redirectUris: readonly string[] = [];

  constructor(
    readonly url: string,
    private readonly key: JWK,
    readonly close: () => Promise<void>,
  ) {
    this.register();
  }

  /** Registers redirect URIs of the client, besides those before. */
  register(...redirectUris: readonly string[]): void {
    this.#redirectUris = [...this.#redirectUris, ...redirectUris];
    const provider = new Provider(this.url, this.#configuration());
    this.#provider = provider;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = this.#provider;
    if (provider === undefined) throw new Error('the issuer is not ready');
    const outcome = this.denies ? { error: 'access_denied' } : { login: { accountId: this.account.sub } };
    if (request.url?.startsWith('/interaction/') === true)
      await provider.interactionFinished(request, response, outcome);
    else await provider.callback()(request, response);
  }

  #configuration(): Configuration {
    return {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [...this.#redirectUris],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      jwks: { keys: [this.key] },
      cookies: { keys: ['cookies of the test issuer'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      pkce: { required: () => true },
      findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...this.account, sub }) }),
      loadExistingGrant: async (context) => {
        const { Grant } = context.oidc.provider;
        const grant = new Grant({ clientId, accountId: context.oidc.session?.accountId ?? '' });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    };
  }
}

/** Starts the issuer on a free port of loopback. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'test', use: 'sig', alg: 'RS256' };
  const running: { issuer?: TestIssuer } = {};
  const server = createServer((request, response) => {
    running.issuer?.answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = new TestIssuer(url, key, async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  running.issuer = issuer;
  return issuer;
}
