import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';

type Json = Readonly<Record<string, unknown>>;
type Answer = Response | Promise<Response>;

/** An issuer that says whatever a test wants. By default everything it says holds. */
export class FakeIssuer {
  metadata: Json;
  jwks: Json;
  token: (form: URLSearchParams) => Answer;
  userInfo: () => Answer = () => new Response(null, { status: 404 });
  discovery: () => Answer = () => Response.json(this.metadata);
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** Claims of the ID token that differ from good ones; undefined leaves a claim out. */
  claims: Json = {};
  #nonce = '';

  constructor(
    readonly url: string,
    readonly privateKey: CryptoKey,
    jwk: Json,
  ) {
    this.metadata = {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code'],
    };
    this.jwks = { keys: [jwk] };
    this.token = async () => this.tokenResponse(await this.sign());
  }

  close: () => Promise<void> = () => Promise.resolve();

  /** What the browser was sent here with. */
  visit(address: string): URLSearchParams {
    const query = new URL(address).searchParams;
    this.#nonce = query.get('nonce') ?? '';
    return query;
  }

  payload(): Json {
    const now = Math.floor(Date.now() / 1000);
    const good = { iss: this.url, aud: 'collective', sub: 'somebody', nonce: this.#nonce };
    return { ...good, iat: now, exp: now + 300, ...this.claims };
  }

  sign(
    key: CryptoKey | Uint8Array = this.privateKey,
    header = { alg: 'RS256', kid: 'fake' },
  ): Promise<string> {
    return new SignJWT({ ...this.payload() }).setProtectedHeader(header).sign(key);
  }

  tokenResponse(idToken: string): Response {
    return Response.json({ access_token: 'access', token_type: 'Bearer', id_token: idToken });
  }

  answer(path: string, form: URLSearchParams): Answer {
    this.asked.push(path);
    if (path === '/.well-known/openid-configuration') return this.discovery();
    if (path === '/jwks') return Response.json(this.jwks);
    if (path === '/token') return this.token(form);
    if (path === '/userinfo') return this.userInfo();
    return new Response(null, { status: 404 });
  }
}

/** One pair for all fake issuers: making one takes longer than a test. */
const keys = generateKeyPair('RS256', { extractable: true });

/** Starts it on a free port of loopback. */
export async function startFakeIssuer(): Promise<FakeIssuer> {
  const { privateKey, publicKey } = await keys;
  const running: { issuer?: FakeIssuer } = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        const form = new URLSearchParams(Buffer.concat(chunks).toString());
        const answer = await running.issuer?.answer(new URL(request.url ?? '/', 'http://x').pathname, form);
        response.writeHead(answer?.status ?? 500, Object.fromEntries(answer?.headers ?? []));
        response.end(Buffer.from((await answer?.arrayBuffer()) ?? new ArrayBuffer(0)));
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const jwk = { ...(await exportJWK(publicKey)), kid: 'fake', use: 'sig', alg: 'RS256' };
  const issuer = new FakeIssuer(url, privateKey, jwk);
  issuer.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  running.issuer = issuer;
  return issuer;
}
