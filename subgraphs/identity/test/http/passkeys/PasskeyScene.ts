import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { parseCredential } from '../../../src/rules/credentialFormat.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../../startTestIdentity.js';
import { SoftwareAuthenticator } from '../SoftwareAuthenticator.js';
import { TestBrowser } from '../TestBrowser.js';

export const publicUrl = 'https://collective.example';
export const elsewhere = 'https://collective.example.evil.test';

/** A passkey of a community's owner, and the browser it was made in. */
export interface MadePasskey {
  readonly browser: TestBrowser;
  readonly authenticator: SoftwareAuthenticator;
  readonly id: string;
  readonly recoveryCodes: readonly string[] | null;
}

interface Parts {
  readonly identity: TestIdentity;
  readonly grove: TestCommunity;
  readonly meadow: TestCommunity;
}

/** One identity with two communities, for all tests of passkeys. Each test is an hour after the one before. */
export class PasskeyScene {
  #parts: Parts | undefined;

  constructor() {
    beforeAll(async () => {
      const identity = await startTestIdentity(publicUrl);
      const [grove, meadow] = [await identity.community('grove'), await identity.community('meadow')];
      this.#parts = { identity, grove, meadow };
    });
    afterAll(() => this.#parts?.identity.close());
    beforeEach(() => this.identity.skip(3_600_000));
  }

  get identity(): TestIdentity {
    return this.#started.identity;
  }

  get grove(): TestCommunity {
    return this.#started.grove;
  }

  get meadow(): TestCommunity {
    return this.#started.meadow;
  }

  get #started(): Parts {
    if (this.#parts === undefined) throw new Error('identity has not started');
    return this.#parts;
  }

  newBrowser(): TestBrowser {
    return new TestBrowser(this.identity, publicUrl);
  }

  newAuthenticator(): SoftwareAuthenticator {
    return new SoftwareAuthenticator(publicUrl);
  }

  async linkOf(community: TestCommunity): Promise<string> {
    const { createSignInLink } = await this.identity.ask<{ createSignInLink: { url: string } }>(
      community.owner,
      'mutation { createSignInLink { url } }',
    );
    return new URL(createSignInLink.url).searchParams.get('code') ?? '';
  }

  async signedInBrowser(community = this.grove): Promise<TestBrowser> {
    const browser = this.newBrowser();
    expect((await browser.post('/auth/redeem', { code: await this.linkOf(community) })).status).toBe(200);
    return browser;
  }

  /** The community's owner in the session of a browser. */
  ownerIn({ session = '' }: TestBrowser): Principal {
    const parsed = parseCredential(session);
    if (parsed.kind !== 'SESSION') throw new Error('nobody is signed in');
    return { ...this.grove.owner, session: parsed.sessionId };
  }

  async passkeyOf(community = this.grove): Promise<MadePasskey> {
    const [browser, authenticator] = [await this.signedInBrowser(community), this.newAuthenticator()];
    const { status, body } = await browser.register(authenticator);
    expect(status).toBe(200);
    const { id } = body.passkey as { id: string };
    return { browser, authenticator, id, recoveryCodes: body.recoveryCodes as string[] | null };
  }

  async forgetPasskeys(): Promise<void> {
    await this.identity.database.withoutTenant(async (em) => {
      await em.execute('delete from passkey');
      await em.execute('delete from recovery_code');
    });
  }

  async auditOf(action: string, outcome: string): Promise<readonly Record<string, unknown>[]> {
    const values = (await this.identity.outbox('audit.events')).map(({ value }) => value);
    return values.filter((value) => value.action === action && value.outcome === outcome);
  }
}
