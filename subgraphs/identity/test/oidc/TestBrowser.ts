/** Where a browser was sent in the end, and what it holds. */
export interface Landing {
  /** Path and query on our own site. */
  readonly path: string;
}

/** The only one that other sites cannot make a browser send. */
const strictCookie = 'aic_session';

/** Follows redirects by hand and keeps cookies by origin. Our public address leads to the service under test. */
export class TestBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(
    private readonly publicUrl: string,
    private readonly serviceUrl: string,
  ) {}

  /** A cookie of ours. */
  cookie(name: string): string | undefined {
    return this.#cookies.get(this.publicUrl)?.get(name);
  }

  setCookie(name: string, value: string): void {
    this.#jar(this.publicUrl).set(name, value);
  }

  /** One request; redirects are answers. `isFromElsewhere`: led here by another site, so without `SameSite=Strict` cookies. */
  async open(
    address: string,
    headers: Record<string, string> = {},
    isFromElsewhere = false,
  ): Promise<Response> {
    const url = new URL(address, this.publicUrl);
    const jar = this.#jar(url.origin);
    const sent = [...jar].filter(([name]) => !isFromElsewhere || name !== strictCookie);
    const cookie = sent.map(([name, value]) => `${name}=${value}`).join('; ');
    const target =
      url.origin === this.publicUrl ? `${this.serviceUrl}${url.pathname}${url.search}` : url.href;
    const response = await fetch(target, {
      headers: { cookie, ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return response;
  }

  /** Follows until we are sent to a page of ours that is not a door of signing in. */
  async follow(address: string, headers: Record<string, string> = {}): Promise<Landing> {
    let next = new URL(address, this.publicUrl);
    let isFromElsewhere = false;
    for (let hop = 0; hop < 12; hop += 1) {
      if (next.origin === this.publicUrl && !next.pathname.startsWith('/auth/'))
        return { path: `${next.pathname}${next.search}${next.hash}` };
      isFromElsewhere ||= next.origin !== this.publicUrl;
      const response = await this.open(next.href, headers, isFromElsewhere);
      const location = response.headers.get('location');
      if (location === null)
        throw new Error(`${next.href} answered ${response.status}: ${await response.text()}`);
      next = new URL(location, next);
    }
    throw new Error('there is no end of redirects');
  }

  #jar(origin: string): Map<string, string> {
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    return jar;
  }
}

function keep(jar: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (/Max-Age=0/i.test(line) || value === '') jar.delete(name);
  else jar.set(name, value);
}
