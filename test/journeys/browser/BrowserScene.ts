import path from 'node:path';
import pg from 'pg';
import { ownersLink } from '../../system/signIn.js';
import { TestPage } from '../../system/TestPage.js';
import { TestSystem } from '../../system/TestSystem.js';

/** Where pictures of the pages go, for whoever wants to look at them. */
const pictures = process.env.AIC_TEST_PICTURES;

const widths = [1_280, 390] as const;
const schemes = ['light', 'dark'] as const;

interface Parts {
  readonly system: TestSystem;
  readonly tested: TestPage;
  readonly site: string;
}

/** One system and one browser, for all journeys of people with a browser. */
export class BrowserScene {
  #parts: Parts | undefined;

  async start(): Promise<void> {
    const [system, tested] = await Promise.all([
      TestSystem.start({ allowLoopbackIssuers: true }),
      TestPage.open(),
    ]);
    this.#parts = { system, tested, site: new URL(await ownersLink(system.api)).origin };
  }

  async end(): Promise<void> {
    await this.#parts?.tested.close();
    await this.#parts?.system.end();
  }

  get system(): TestSystem {
    return this.#started.system;
  }

  get tested(): TestPage {
    return this.#started.tested;
  }

  get page(): TestPage['page'] {
    return this.tested.page;
  }

  /** The address at which people sign in. */
  get site(): string {
    return this.#started.site;
  }

  get #started(): Parts {
    if (this.#parts === undefined) throw new Error('the system has not started');
    return this.#parts;
  }

  readonly button = (name: string | RegExp) => this.page.getByRole('button', { name });
  readonly link = (name: string | RegExp) => this.page.getByRole('link', { name });
  readonly see = (text: string | RegExp) => this.page.getByText(text).first().waitFor();

  goto(address: string): Promise<unknown> {
    return this.page.goto(new URL(address, this.site).href);
  }

  /** Takes pictures of the page on a desk and on a phone, by day and by night, where somebody wants them. */
  async picture(name: string): Promise<void> {
    if (pictures === undefined || pictures === '') return;
    const before = this.page.viewportSize() ?? { width: 900, height: 1_100 };
    for (const width of widths)
      for (const colorScheme of schemes) {
        await this.page.emulateMedia({ colorScheme });
        await this.page.setViewportSize({ width, height: 900 });
        const file = path.join(pictures, `${name}-${width}-${colorScheme}.png`);
        await this.page.screenshot({ path: file, fullPage: true });
      }
    await this.page.emulateMedia({ colorScheme: null });
    await this.page.setViewportSize(before);
  }

  /** Begins anew, as another person with another device would. */
  async beginAnew(): Promise<void> {
    await this.page.context().clearCookies();
    await this.tested.forgetPasskeys();
  }

  /** Signs the owner in by a link. */
  async signInAsOwner(): Promise<void> {
    await this.page.goto(await ownersLink(this.system.api));
    await this.button('Sign in on this device').click();
    await this.see('You are signed in as');
  }

  async signOut(): Promise<void> {
    await this.goto('/account/');
    await this.button('Sign out').click();
    await this.page.waitForURL(`${this.site}/sign-in/`);
  }

  /** The credential of this browser's session; none when nobody is signed in. */
  async sessions(): Promise<readonly string[]> {
    const cookies = await this.page.context().cookies(this.site);
    return cookies.filter(({ name }) => name === 'aic_session').map(({ value }) => value);
  }

  /** How a door that needs a session refuses this one; null when it does not. */
  async refusalOf(session: string): Promise<string | null> {
    const response = await fetch(`${this.system.api.connection.url}/auth/passkeys/register/options`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: `aic_session=${session}` },
      body: '{}',
    });
    const body = (await response.json()) as { readonly code?: string };
    return body.code ?? null;
  }

  /** Has all sessions begun twenty minutes ago: an hour would be long to wait for. */
  async ageSessions(): Promise<void> {
    const { postgresPassword: password } = await this.system.secrets();
    const client = new pg.Client({
      ...{ host: '127.0.0.1', port: this.system.ports.postgres, user: 'postgres', password },
      database: 'postgres',
    });
    await client.connect();
    try {
      await client.query("update identity.session set created_at = created_at - interval '20 minutes'");
    } finally {
      await client.end();
    }
  }
}
