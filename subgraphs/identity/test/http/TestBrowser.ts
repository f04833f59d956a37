import type { TestIdentity } from '../startTestIdentity.js';
import type {
  CreationOptions,
  Lies,
  RequestOptions,
  SoftwareAuthenticator,
} from './SoftwareAuthenticator.js';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Keeps cookies and says where its pages are from, as browsers do. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly identity: TestIdentity,
    readonly origin: string,
  ) {}

  /** The session's credential; undefined when nobody is signed in. */
  get session(): string | undefined {
    return this.cookies.get('aic_session');
  }

  async post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.identity.post(path, body, { origin: this.origin, cookie, ...headers });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async options<Options extends CreationOptions | RequestOptions>(
    ceremony: 'register' | 'sign-in',
  ): Promise<Options> {
    const { status, body } = await this.post(`/auth/passkeys/${ceremony}/options`);
    if (status !== 200) throw new Error(`no options: ${JSON.stringify(body)}`);
    return body as unknown as Options;
  }

  async register(authenticator: SoftwareAuthenticator, lies?: Lies, name = 'laptop'): Promise<Answer> {
    const options = await this.options<CreationOptions>('register');
    return this.post('/auth/passkeys/register/verify', {
      name,
      response: authenticator.create(options, lies),
    });
  }

  async signIn(authenticator: SoftwareAuthenticator, lies?: Lies): Promise<Answer> {
    const options = await this.options<RequestOptions>('sign-in');
    return this.post('/auth/passkeys/sign-in/verify', { response: authenticator.get(options, lies) });
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
