import { access } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type CDPSession, type Page } from 'playwright-core';

const limitMs = 15_000;

/** A page in a real Chromium with an authenticator of its own, which verifies its user without asking. */
export class TestPage {
  /** What the page reported of violated policies, errors and failed loads, in order. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly protocol: CDPSession,
    private readonly authenticatorId: string,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  /** Starts the Chromium of the `PATH`. Rejects when there is none. */
  static async open(): Promise<TestPage> {
    const browser = await chromium.launch({
      executablePath: await chromiumPath(),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
      timeout: 60_000,
    });
    const page = await browser.newPage({ viewport: { width: 900, height: 1_100 } });
    page.setDefaultTimeout(limitMs);
    const protocol = await page.context().newCDPSession(page);
    await protocol.send('WebAuthn.enable');
    const { authenticatorId } = await protocol.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new TestPage(page, protocol, authenticatorId);
  }

  /** Whether the authenticator knows its user from now on. */
  async verifyUser(isUserVerified: boolean): Promise<void> {
    const { authenticatorId } = this;
    await this.protocol.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  }

  /** How many passkeys the authenticator holds. */
  async passkeys(): Promise<number> {
    const { authenticatorId } = this;
    const { credentials } = await this.protocol.send('WebAuthn.getCredentials', { authenticatorId });
    return credentials.length;
  }

  /** Makes the authenticator forget its passkeys, as one that was lost does. */
  async forgetPasskeys(): Promise<void> {
    const { authenticatorId } = this;
    await this.protocol.send('WebAuthn.clearCredentials', { authenticatorId });
  }

  /** Ends the browser. */
  async close(): Promise<void> {
    await this.page.context().browser()?.close();
  }
}

/** Where a Chromium is on this machine. Rejects when there is none. */
async function chromiumPath(): Promise<string> {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter))
    for (const name of names) {
      const file = path.join(folder, name);
      if (await exists(file)) return file;
    }
  throw new Error('There is no Chromium on the PATH. Debian: apt-get install chromium.');
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
