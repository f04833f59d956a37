import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';
import { SoftwareAuthenticator, type CreationOptions, type RequestOptions } from './SoftwareAuthenticator.js';
import { TestBrowser } from './TestBrowser.js';

const publicUrl = 'https://collective.example';
const elsewhere = 'https://collective.example.evil.test';

let identity: TestIdentity;
let grove: TestCommunity;
let meadow: TestCommunity;

beforeAll(async () => {
  identity = await startTestIdentity(publicUrl);
  grove = await identity.community('grove');
  meadow = await identity.community('meadow');
});
afterAll(() => identity.close());
beforeEach(() => identity.skip(3_600_000));

const newBrowser = (): TestBrowser => new TestBrowser(identity, publicUrl);
const newAuthenticator = (): SoftwareAuthenticator => new SoftwareAuthenticator(publicUrl);

async function linkOf(community: TestCommunity): Promise<string> {
  const { createSignInLink } = await identity.ask<{ createSignInLink: { url: string } }>(
    community.owner,
    'mutation { createSignInLink { url } }',
  );
  return new URL(createSignInLink.url).searchParams.get('code') ?? '';
}

async function signedInBrowser(community = grove): Promise<TestBrowser> {
  const browser = newBrowser();
  expect((await browser.post('/auth/redeem', { code: await linkOf(community) })).status).toBe(200);
  return browser;
}

/** A passkey of the community's owner, and the browser it was made in. */
async function passkeyOf(community = grove) {
  const [browser, authenticator] = [await signedInBrowser(community), newAuthenticator()];
  const { status, body } = await browser.register(authenticator);
  expect(status).toBe(200);
  const { id } = body.passkey as { id: string };
  return { browser, authenticator, id, recoveryCodes: body.recoveryCodes as string[] | null };
}

async function forgetPasskeys(): Promise<void> {
  await identity.database.withoutTenant(async (em) => {
    await em.execute('delete from passkey');
    await em.execute('delete from recovery_code');
  });
}

function auditOf(action: string, outcome: string) {
  return identity
    .outbox('audit.events')
    .then((messages) =>
      messages
        .filter(({ value }) => value.action === action && value.outcome === outcome)
        .map(({ value }) => value),
    );
}

describe('adding a passkey', () => {
  beforeEach(forgetPasskeys);

  it('asks for one that finds its owner by itself and verifies them', async () => {
    const browser = await signedInBrowser();
    const options = await browser.options<CreationOptions>('register');
    expect(options).toMatchObject({
      rp: { id: 'collective.example', name: 'AI Collective' },
      user: { id: Buffer.from(grove.ownerId).toString('base64url'), displayName: 'Owner of grove' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      timeout: 300_000,
    });
  });

  it('the first time makes ten recovery codes, and no more the second time', async () => {
    const { browser, recoveryCodes } = await passkeyOf();
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes ?? []) expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{5}-?){4}$/);
    const second = await browser.register(newAuthenticator());
    expect(second).toMatchObject({ status: 200, body: { recoveryCodes: null } });
  });

  it('is recorded, without anything secret', async () => {
    const { id, recoveryCodes } = await passkeyOf();
    const records = await auditOf('passkeys:add', 'ALLOWED');
    expect(records.at(-1)).toMatchObject({
      communityId: grove.id,
      actor: { subject: grove.ownerId, kind: 'PERSON' },
      resource: { type: 'Passkey', id },
    });
    for (const code of recoveryCodes ?? []) expect(JSON.stringify(records)).not.toContain(code);
  });

  it('needs a session', async () => {
    const browser = newBrowser();
    expect(await browser.post('/auth/passkeys/register/options')).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED' },
    });
    browser.cookies.set('aic_session', grove.apiKey);
    expect((await browser.post('/auth/passkeys/register/options')).status).toBe(401);
  });

  it.each([
    ['another challenge', { challenge: Buffer.alloc(32).toString('base64url') }, 'PASSKEY_CHALLENGE_INVALID'],
    ['another origin', { origin: elsewhere }, 'PASSKEY_INVALID'],
    ['another relying party', { rpId: 'evil.test' }, 'PASSKEY_INVALID'],
    ['another ceremony', { type: 'webauthn.get' }, 'PASSKEY_INVALID'],
    ['an unverified user', { userVerified: false }, 'PASSKEY_INVALID'],
  ])('refuses one made for %s', async (_what, lies, code) => {
    const browser = await signedInBrowser();
    expect(await browser.register(newAuthenticator(), lies)).toMatchObject({ status: 401, body: { code } });
  });

  it('refuses to add the same one twice', async () => {
    const { browser, authenticator } = await passkeyOf();
    expect(await browser.register(authenticator)).toMatchObject({
      status: 409,
      body: { code: 'PASSKEY_EXISTS' },
    });
  });

  it('refuses an answer to the challenge of somebody else', async () => {
    const [mine, theirs] = [await signedInBrowser(), await signedInBrowser(meadow)];
    const options = await mine.options<CreationOptions>('register');
    theirs.cookies.set('aic_passkey', mine.cookies.get('aic_passkey') ?? '');
    const response = newAuthenticator().create(options);
    expect(await theirs.post('/auth/passkeys/register/verify', { name: 'x', response })).toMatchObject({
      status: 401,
      body: { code: 'PASSKEY_CHALLENGE_INVALID' },
    });
  });

  it('stops at twenty, however many come at the same time', async () => {
    const { session = '' } = await signedInBrowser();
    const answers = await Promise.all(
      Array.from({ length: 22 }, () => {
        const browser = newBrowser();
        browser.cookies.set('aic_session', session);
        return browser.register(newAuthenticator());
      }),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'TOO_MANY_PASSKEYS' });
  });
});

describe('signing in with a passkey', () => {
  beforeEach(forgetPasskeys);

  it('needs no name, and sets the cookie of a new session of the kind PASSKEY', async () => {
    const { authenticator } = await passkeyOf();
    const browser = newBrowser();
    expect(await browser.options<RequestOptions>('sign-in')).toMatchObject({
      rpId: 'collective.example',
      userVerification: 'required',
    });
    expect(await browser.signIn(authenticator)).toEqual({
      status: 200,
      body: {
        person: { id: grove.ownerId, name: 'Owner of grove' },
        community: { id: grove.id, slug: 'grove', name: 'The grove' },
      },
    });
    expect(await identity.resolve(browser.session ?? '')).toMatchObject({
      status: 200,
      body: { sub: grove.ownerId, community: grove.id },
    });
    expect((await auditOf('sessions:begin', 'ALLOWED')).at(-1)).toMatchObject({
      details: { method: 'PASSKEY' },
    });
  });

  it('hides its cookies from scripts and other sites', async () => {
    const response = await identity.post('/auth/passkeys/sign-in/options', {});
    expect(response.headers.get('set-cookie')).toMatch(
      /^aic_passkey=[\w-]{43}; Path=\/auth\/passkeys; HttpOnly; SameSite=Strict; Max-Age=300; Secure$/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['another challenge', { challenge: Buffer.alloc(32).toString('base64url') }, 'PASSKEY_CHALLENGE_INVALID'],
    ['another origin', { origin: elsewhere }, 'PASSKEY_INVALID'],
    ['another relying party', { rpId: 'evil.test' }, 'PASSKEY_INVALID'],
    ['another ceremony', { type: 'webauthn.create' }, 'PASSKEY_INVALID'],
    ['an unverified user', { userVerified: false }, 'PASSKEY_INVALID'],
    ['a person whose passkey it is not', { userHandle: 'cGVyXzE' }, 'PASSKEY_INVALID'],
  ])('refuses an assertion for %s', async (_what, lies, code) => {
    const { authenticator } = await passkeyOf();
    const browser = newBrowser();
    expect(await browser.signIn(authenticator, lies)).toMatchObject({ status: 401, body: { code } });
    expect(browser.session).toBeUndefined();
  });

  it('refuses a passkey nobody has added, and one that signs for another', async () => {
    const { authenticator } = await passkeyOf();
    const stranger = newAuthenticator();
    const browser = newBrowser();
    const handle = Buffer.from(grove.ownerId).toString('base64url');
    expect(await browser.signIn(stranger, { userHandle: handle })).toMatchObject({
      status: 401,
      body: { code: 'PASSKEY_INVALID' },
    });
    const forged = stranger.get(await browser.options<RequestOptions>('sign-in'), { userHandle: handle });
    const { credentialId: id } = authenticator;
    const response = { ...forged, id, rawId: id };
    expect(await browser.post('/auth/passkeys/sign-in/verify', { response })).toMatchObject({
      status: 401,
      body: { code: 'PASSKEY_INVALID' },
    });
  });

  it('takes an assertion once, however many times it is sent at the same time', async () => {
    const { authenticator } = await passkeyOf();
    const browser = newBrowser();
    const response = authenticator.get(await browser.options<RequestOptions>('sign-in'));
    const cookie = `aic_passkey=${browser.cookies.get('aic_passkey')}`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        identity.post('/auth/passkeys/sign-in/verify', { response }, { cookie }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.find(({ status }) => status === 401);
    expect(await refused?.json()).toMatchObject({ code: 'PASSKEY_CHALLENGE_INVALID' });
  });

  it('takes no answer in another browser than the one that asked', async () => {
    const { authenticator } = await passkeyOf();
    const response = authenticator.get(await newBrowser().options<RequestOptions>('sign-in'));
    const other = newBrowser();
    await other.options('sign-in');
    expect(await other.post('/auth/passkeys/sign-in/verify', { response })).toMatchObject({
      status: 401,
      body: { code: 'PASSKEY_CHALLENGE_INVALID' },
    });
  });

  it('takes no answer after five minutes', async () => {
    const { authenticator } = await passkeyOf();
    const browser = newBrowser();
    const options = await browser.options<RequestOptions>('sign-in');
    identity.skip(300_000);
    const response = authenticator.get(options);
    expect(await browser.post('/auth/passkeys/sign-in/verify', { response })).toMatchObject({
      status: 401,
      body: { code: 'PASSKEY_CHALLENGE_INVALID' },
    });
  });

  it('takes no answer to a challenge for adding a passkey', async () => {
    const { browser, authenticator } = await passkeyOf();
    const { challenge } = await browser.options<CreationOptions>('register');
    const response = authenticator.get({ challenge, rpId: 'collective.example' });
    expect(await browser.post('/auth/passkeys/sign-in/verify', { response })).toMatchObject({
      status: 401,
      body: { code: 'PASSKEY_CHALLENGE_INVALID' },
    });
  });

  it.each([5, 4])('refuses, and records, a counter that goes from 5 to %d', async (counter) => {
    const { authenticator, id } = await passkeyOf();
    expect((await newBrowser().signIn(authenticator, { counter: 5 })).status).toBe(200);
    const copy = newBrowser();
    expect(await copy.signIn(authenticator, { counter })).toMatchObject({
      status: 401,
      body: { code: 'PASSKEY_COUNTER_WENT_BACK' },
    });
    expect(copy.session).toBeUndefined();
    expect((await auditOf('sessions:begin', 'DENIED')).at(-1)).toMatchObject({
      communityId: grove.id,
      resource: { type: 'Passkey', id },
      details: { reason: 'PASSKEY_COUNTER_WENT_BACK', kept: 5, received: counter },
    });
  });

  it('accepts authenticators that do not count', async () => {
    const { authenticator } = await passkeyOf();
    const statuses = [
      (await newBrowser().signIn(authenticator, { counter: 0 })).status,
      (await newBrowser().signIn(authenticator, { counter: 0 })).status,
    ];
    expect(statuses).toEqual([200, 200]);
  });

  it('begins a new session and ends the one the browser came with', async () => {
    const { browser, authenticator } = await passkeyOf();
    const before = browser.session ?? '';
    expect((await browser.signIn(authenticator)).status).toBe(200);
    expect(browser.session).not.toBe(before);
    expect(await identity.resolve(before)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
    const link = await linkOf(grove);
    const between = browser.session ?? '';
    expect((await browser.post('/auth/redeem', { code: link })).status).toBe(200);
    expect(await identity.resolve(between)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  });

  it('bounds how many challenges one source can ask for', async () => {
    const from = { 'x-forwarded-for': '203.0.113.9' };
    const answers = await Promise.all(
      Array.from({ length: 70 }, () => identity.post('/auth/passkeys/sign-in/options', {}, from)),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(65);
    expect(await answers.find(({ status }) => status === 429)?.json()).toMatchObject({
      code: 'RATE_LIMITED',
    });
  });

  it('is held up for those who fail too often', async () => {
    const from = { 'x-forwarded-for': '203.0.113.10' };
    const statuses = new Set<number>();
    for (let index = 0; index < 35; index += 1) {
      const browser = newBrowser();
      const response = newAuthenticator().get(await browser.options<RequestOptions>('sign-in'));
      statuses.add((await browser.post('/auth/passkeys/sign-in/verify', { response }, from)).status);
    }
    expect([...statuses]).toEqual([401, 429]);
  });
});

describe('requests of other sites', () => {
  const paths = [
    '/auth/passkeys/register/options',
    '/auth/passkeys/register/verify',
    '/auth/passkeys/sign-in/options',
    '/auth/passkeys/sign-in/verify',
    '/auth/recovery',
    '/auth/redeem',
    '/auth/sign-out',
  ];

  it.each(paths)('are refused at %s, and so is what forms can send', async (path) => {
    const browser = await signedInBrowser();
    for (const origin of [elsewhere, 'null', 'http://collective.example'])
      expect(await browser.post(path, {}, { origin })).toMatchObject({
        status: 403,
        body: { code: 'ORIGIN_FORBIDDEN' },
      });
    expect(await browser.post(path, {}, { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      body: { code: 'JSON_REQUIRED' },
    });
    expect((await identity.resolve(browser.session ?? '')).status).toBe(200);
  });
});

describe('the passkeys of an account', () => {
  beforeEach(forgetPasskeys);
  const list = '{ viewer { recoveryCodesLeft passkeys { id name backedUp createdAt lastUsedAt } } }';
  const rename = 'mutation ($id: ID!, $name: String!) { renamePasskey(id: $id, name: $name) { name } }';
  const remove = 'mutation ($id: ID!) { removePasskey(id: $id) { id } }';

  it('are listed to their owner, and to nobody else', async () => {
    const { id, authenticator } = await passkeyOf();
    await newBrowser().signIn(authenticator);
    expect(await identity.ask(grove.owner, list)).toMatchObject({
      viewer: {
        recoveryCodesLeft: 10,
        passkeys: [{ id, name: 'laptop', backedUp: false, lastUsedAt: expect.any(String) as unknown }],
      },
    });
    const nothing = { viewer: { recoveryCodesLeft: 0, passkeys: [] } };
    expect(await identity.ask(meadow.owner, list)).toEqual(nothing);
    expect(await identity.ask({ ...grove.owner, kind: 'SERVICE' }, list)).toEqual(nothing);
  });

  it('can be renamed and removed by their owner, and by nobody else', async () => {
    const { id } = await passkeyOf();
    const name = 'work laptop';
    expect((await identity.query(meadow.owner, rename, { id, name })).codes).toEqual(['PASSKEY_NOT_FOUND']);
    expect((await identity.query(meadow.owner, remove, { id })).codes).toEqual(['PASSKEY_NOT_FOUND']);
    const service = { ...grove.owner, kind: 'SERVICE' } as const;
    expect((await identity.query(service, remove, { id })).codes).toEqual(['FORBIDDEN']);
    const anybody = { kind: 'ANONYMOUS', sub: '' } as const;
    expect((await identity.query(anybody, remove, { id })).codes).toEqual(['UNAUTHENTICATED']);
    expect(await identity.ask(grove.owner, rename, { id, name })).toEqual({ renamePasskey: { name } });
    expect(await identity.ask(grove.owner, remove, { id })).toEqual({ removePasskey: { id } });
    expect((await auditOf('passkeys:remove', 'ALLOWED')).at(-1)).toMatchObject({ resource: { id } });
  });

  it('sign nobody in once they are removed', async () => {
    const { id, authenticator } = await passkeyOf();
    await identity.ask(grove.owner, remove, { id });
    expect(await newBrowser().signIn(authenticator)).toMatchObject({
      status: 401,
      body: { code: 'PASSKEY_INVALID' },
    });
  });

  it('keep one when no recovery code is left', async () => {
    const { id, browser, recoveryCodes } = await passkeyOf();
    const second = await browser.register(newAuthenticator());
    for (const code of recoveryCodes ?? [])
      expect((await newBrowser().post('/auth/recovery', { code })).status).toBe(200);
    expect(await identity.ask(grove.owner, remove, { id })).toEqual({ removePasskey: { id } });
    const last = (second.body.passkey as { id: string }).id;
    expect((await identity.query(grove.owner, remove, { id: last })).codes).toEqual(['LAST_PASSKEY']);
    await identity.ask(grove.owner, 'mutation { createRecoveryCodes { codes } }');
    expect(await identity.ask(grove.owner, remove, { id: last })).toEqual({ removePasskey: { id: last } });
  });
});

describe('recovery codes', () => {
  beforeEach(forgetPasskeys);

  it('sign their owner in once, however they are typed and however many try', async () => {
    const { recoveryCodes } = await passkeyOf();
    const [first = '', second = ''] = recoveryCodes ?? [];
    const browser = newBrowser();
    const typed = ` ${first.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')}`;
    expect(await browser.post('/auth/recovery', { code: typed })).toMatchObject({
      status: 200,
      body: { person: { id: grove.ownerId } },
    });
    expect((await identity.resolve(browser.session ?? '')).status).toBe(200);
    expect((await auditOf('sessions:begin', 'ALLOWED')).at(-1)).toMatchObject({
      details: { method: 'RECOVERY_CODE' },
    });
    const tries = await Promise.all(
      Array.from({ length: 10 }, () => newBrowser().post('/auth/recovery', { code: second })),
    );
    expect(tries.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(tries.find(({ status }) => status === 401)?.body).toMatchObject({ code: 'RECOVERY_CODE_INVALID' });
  });

  it('are void when new ones are made', async () => {
    const { recoveryCodes } = await passkeyOf();
    const { createRecoveryCodes } = await identity.ask<{ createRecoveryCodes: { codes: string[] } }>(
      grove.owner,
      'mutation { createRecoveryCodes { codes } }',
    );
    expect(createRecoveryCodes.codes).toHaveLength(10);
    expect(await newBrowser().post('/auth/recovery', { code: recoveryCodes?.[0] })).toMatchObject({
      status: 401,
      body: { code: 'RECOVERY_CODE_INVALID' },
    });
    const [code] = createRecoveryCodes.codes;
    expect((await newBrowser().post('/auth/recovery', { code })).status).toBe(200);
  });

  it('are guessed less often by those who fail too often', async () => {
    const from = { 'x-forwarded-for': '203.0.113.11' };
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        newBrowser().post('/auth/recovery', { code: `00000-00000-00000-${10_000 + index}` }, from),
      ),
    );
    expect(guesses.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(9);
  });

  it('end the session that the browser came with', async () => {
    const { browser, recoveryCodes } = await passkeyOf();
    const before = browser.session ?? '';
    expect((await browser.post('/auth/recovery', { code: recoveryCodes?.[0] })).status).toBe(200);
    expect(await identity.resolve(before)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  });
});

it('neither the log nor the database holds a code or a challenge in clear', async () => {
  const { recoveryCodes } = await passkeyOf();
  const browser = newBrowser();
  const { challenge } = await browser.options<RequestOptions>('sign-in');
  const secrets = [...(recoveryCodes ?? []), challenge, browser.cookies.get('aic_passkey') ?? ''];
  const rows = await identity.database.withoutTenant(async (em) => [
    await em.execute<object[]>('select * from recovery_code'),
    await em.execute<object[]>('select * from passkey_challenge'),
  ]);
  const text = JSON.stringify(rows) + identity.logLines.join('\n');
  for (const secret of secrets) expect(text).not.toContain(secret);
});
