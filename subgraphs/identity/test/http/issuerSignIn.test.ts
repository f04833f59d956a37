import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addProofs } from '../addProofs.js';
import { startTestIssuer, type TestIssuer } from '../oidc/startTestIssuer.js';
import { TestBrowser } from '../oidc/TestBrowser.js';
import { startPath, trust, trustInput, type Trusted } from '../oidc/trusting.js';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';

const publicUrl = 'http://127.0.0.1:4000';

describe('signing in at a real issuer', () => {
  let identity: TestIdentity;
  let issuer: TestIssuer;
  let grove: TestCommunity;
  let meadow: TestCommunity;
  let open: Trusted;
  let number = 0;

  beforeAll(async () => {
    [identity, issuer] = await Promise.all([startTestIdentity(publicUrl), startTestIssuer()]);
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
    open = await trust(identity, grove, trustInput(issuer.url, { defaultRoles: ['MEMBER'] }));
    issuer.register(open.redirectUri);
  });
  afterAll(() => Promise.all([identity.close(), issuer.close()]));
  beforeEach(() => {
    number += 1;
    const email = `ada${number}@example.com`;
    issuer.account = { sub: `ada-${number}`, name: 'Ada', email, email_verified: true };
  });

  const browser = () => new TestBrowser(publicUrl, identity.url);
  const credentialOf = (visitor: TestBrowser) => visitor.cookie('aic_session') ?? '';
  const whoIs = async (visitor: TestBrowser, community: string | null = null) =>
    identity.resolve(credentialOf(visitor), community);

  async function signIn(community: TestCommunity, trusted: Trusted, more = '') {
    const visitor = browser();
    const { path } = await visitor.follow(startPath(community, trusted.id, more));
    return { visitor, path, who: credentialOf(visitor) === '' ? undefined : (await whoIs(visitor)).body };
  }

  /** Signs the owner in with a link, as in a browser that already has a session. */
  async function signedInOwner(community: TestCommunity): Promise<TestBrowser> {
    const { createSignInLink } = await identity.ask<{ createSignInLink: { url: string } }>(
      community.owner,
      'mutation { createSignInLink { url } }',
    );
    const code = new URL(createSignInLink.url).searchParams.get('code');
    const response = await identity.post('/auth/redeem', { code });
    const visitor = browser();
    visitor.setCookie(
      'aic_session',
      /aic_session=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '',
    );
    return visitor;
  }

  it('makes somebody new a member with the default roles, and goes on to where they wanted', async () => {
    const { path, who } = await signIn(grove, open, `&next=${encodeURIComponent('/jobs?page=2')}`);
    expect(path).toBe('/jobs?page=2');
    expect(who).toMatchObject({ kind: 'PERSON', community: grove.id, roles: ['MEMBER'], scopes: null });
    const { members } = await identity.ask<{ members: { edges: { node: object }[] } }>(
      grove.owner,
      '{ members(first: 100) { edges { node { roles person { id name email } } } } }',
    );
    expect(members.edges.map(({ node }) => node)).toContainEqual({
      roles: ['MEMBER'],
      person: { id: who?.sub, name: 'Ada', email: `ada${number}@example.com` },
    });
  });

  it('makes the session a new one that says how it began, and audits the member and the session', async () => {
    const { visitor, who } = await signIn(grove, open);
    expect(credentialOf(visitor)).toMatch(/^aics_[0-9a-z]{26}_[\w-]{43}$/);
    const sessions = await identity.database.withoutTenant((em) =>
      em.execute('select method, community_id from session where person_id = ?', [who?.sub]),
    );
    expect(sessions).toEqual([{ method: 'OIDC', community_id: grove.id }]);
    const records = (await identity.outbox('audit.events')).map(({ value }) => value);
    const mine = records.filter(({ actor }) => (actor as { subject: string }).subject === who?.sub);
    expect(mine).toMatchObject([
      {
        action: 'members:manage',
        outcome: 'ALLOWED',
        details: { trustedIssuer: open.id, roles: ['MEMBER'] },
      },
      { action: 'sessions:begin', outcome: 'ALLOWED', details: { method: 'OIDC' } },
    ]);
  });

  it('knows the same person again, whatever became of their name and address', async () => {
    const first = await signIn(grove, open);
    issuer.account = { ...issuer.account, name: 'Lady Lovelace', email: 'lovelace@example.org' };
    const second = await signIn(grove, open);
    expect(second.who?.sub).toBe(first.who?.sub);
    expect(credentialOf(second.visitor)).not.toBe(credentialOf(first.visitor));
  });

  it('opens one account when the first two sign-ins come at the same time', async () => {
    const both = await Promise.all([signIn(grove, open), signIn(grove, open)]);
    expect(both[0].who?.sub).toBeDefined();
    expect(both[0].who?.sub).toBe(both[1].who?.sub);
  });

  it('never takes somebody for another because of an e-mail address', async () => {
    const email = `ada${number}@example.com`;
    const { addMember } = await identity.ask<{ addMember: { person: { id: string } } }>(
      grove.owner,
      `mutation ($input: AddMemberInput!) { addMember(input: $input) { person { id } } }`,
      { input: { personName: 'Another Ada', email, roles: ['ADMIN'] } },
    );
    const { who } = await signIn(grove, open);
    expect(who?.sub).not.toBe(addMember.person.id);
    expect(who?.roles).toEqual(['MEMBER']);
  });

  it('lets members of another community keep their one account', async () => {
    const there = await trust(identity, meadow, trustInput(issuer.url, { defaultRoles: ['GUEST'] }));
    issuer.register(there.redirectUri);
    const here = await signIn(grove, open);
    const elsewhere = await signIn(meadow, there);
    expect(elsewhere.who).toMatchObject({ sub: here.who?.sub, community: meadow.id, roles: ['GUEST'] });
    expect((await whoIs(elsewhere.visitor, grove.slug)).body).toMatchObject({ roles: ['MEMBER'] });
  });

  it.each([
    ['another domain', { email: 'ada@elsewhere.example', email_verified: true }],
    ['a domain below it', { email: 'ada@evil.example.org', email_verified: true }],
    ['an address nobody proved', { email: 'ada@example.org', email_verified: false }],
    ['no address', {}],
  ])(
    'refuses %s where only one domain is allowed, audits that, and opens no account',
    async (_name, account) => {
      const orchard = await identity.community(`orchard-${number}`);
      const rules = { defaultRoles: ['MEMBER'], emailDomains: ['Example.ORG'] };
      const strict = await trust(identity, orchard, trustInput(issuer.url, rules));
      issuer.register(strict.redirectUri);
      issuer.account = { sub: issuer.account.sub, ...account };
      const { path, who } = await signIn(orchard, strict);
      expect([path, who]).toEqual(['/sign-in/?error=OIDC_DOMAIN_REFUSED', undefined]);
      const links = await identity.database.withoutTenant((em) =>
        em.execute('select 1 from linked_account where subject = ?', [issuer.account.sub]),
      );
      expect(links).toEqual([]);
      expect((await identity.outbox('audit.events')).map(({ value }) => value)).toContainEqual(
        expect.objectContaining({
          communityId: orchard.id,
          outcome: 'DENIED',
          details: { reason: 'OIDC_DOMAIN_REFUSED' },
        }),
      );
      issuer.account = { sub: issuer.account.sub, email: 'ada@example.org', email_verified: true };
      expect((await signIn(orchard, strict)).path).toBe('/');
    },
  );

  it('refuses people who are new where there are no default roles, until a member has linked their account', async () => {
    const closed = await trust(identity, meadow, trustInput(issuer.url));
    issuer.register(closed.redirectUri);
    expect((await signIn(meadow, closed)).path).toBe('/sign-in/?error=OIDC_NOT_A_MEMBER');
    const owner = await signedInOwner(meadow);
    expect((await owner.follow(startPath(meadow, closed.id, '&link=true&next=/me'))).path).toBe('/me');
    expect((await signIn(meadow, closed)).who).toMatchObject({ sub: meadow.ownerId, roles: ['OWNER'] });
  });

  it('links an account to who is signed in, keeps their session, and unlinks it again', async () => {
    const owner = await signedInOwner(grove);
    const before = credentialOf(owner);
    expect((await owner.follow(startPath(grove, open.id, '&link=true&next=/me'))).path).toBe('/me');
    expect(credentialOf(owner)).toBe(before);
    const { linkedAccounts } = await identity.ask<{ linkedAccounts: { id: string; subject: string }[] }>(
      grove.owner,
      '{ linkedAccounts { id issuer subject } }',
    );
    const mine = linkedAccounts.find(({ subject }) => subject === issuer.account.sub);
    expect(mine).toMatchObject({ issuer: issuer.url });
    expect((await signIn(grove, open)).who?.sub).toBe(grove.ownerId);

    const unlink = `mutation ($id: ID!) { unlinkAccount(id: $id) { id } }`;
    expect((await identity.query(grove.owner, unlink, { id: mine?.id })).codes).toEqual([
      'LAST_SIGN_IN_METHOD',
    ]);
    await addProofs(identity, grove.ownerId);
    const stranger = { kind: 'PERSON', sub: meadow.ownerId } as const;
    expect((await identity.query(stranger, unlink, { id: mine?.id })).codes).toEqual([
      'LINKED_ACCOUNT_NOT_FOUND',
    ]);
    await identity.ask(grove.owner, unlink, { id: mine?.id });
    expect((await signIn(grove, open)).who?.sub).not.toBe(grove.ownerId);
  });

  it('does not link an account that is somebody else’s', async () => {
    const { who } = await signIn(grove, open);
    const owner = await signedInOwner(grove);
    const { path } = await owner.follow(startPath(grove, open.id, '&link=true'));
    expect(path).toBe('/account/?error=OIDC_ACCOUNT_TAKEN');
    expect((await signIn(grove, open)).who?.sub).toBe(who?.sub);
  });

  it('links nothing without a session, with one that ended meanwhile, or for people of other communities', async () => {
    const link = startPath(grove, open.id, '&link=true');
    expect((await browser().follow(link)).path).toBe('/account/?error=UNAUTHENTICATED');
    const foreigner = await signedInOwner(meadow);
    expect((await foreigner.follow(link)).path).toBe('/account/?error=COMMUNITY_FORBIDDEN');
    const leaving = await signedInOwner(grove);
    const away = (await leaving.open(link)).headers.get('location') ?? '';
    await identity.post('/auth/sign-out', {}, { cookie: `aic_session=${credentialOf(leaving)}` });
    expect((await leaving.follow(away)).path).toBe('/account/?error=SESSION_ENDED');
  });

  it('links nothing to a session of a quarter of an hour, whose person may be away', async () => {
    const owner = await signedInOwner(grove);
    identity.skip(900_000);
    const link = startPath(grove, open.id, '&link=true');
    expect((await owner.follow(link)).path).toBe('/account/?error=FRESH_SIGN_IN_REQUIRED');
    expect((await whoIs(owner)).status).toBe(200);
  });

  it('ends the session that the browser had, which it does not send along when it comes back', async () => {
    const visitor = await signedInOwner(grove);
    const planted = credentialOf(visitor);
    await visitor.follow(startPath(grove, open.id));
    expect(credentialOf(visitor)).not.toBe(planted);
    expect(await identity.resolve(planted)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
    expect((await whoIs(visitor)).body.sub).not.toBe(grove.ownerId);
  });

  it('ends no session whose secret the browser does not have, and none when it fails', async () => {
    const [victim, visitor] = [await signedInOwner(grove), browser()];
    visitor.setCookie('aic_session', `${credentialOf(victim).slice(0, -43)}${'A'.repeat(43)}`);
    await visitor.follow(startPath(grove, open.id));
    const away = (await victim.open(startPath(grove, open.id))).headers.get('location') ?? '';
    const denied = `${new URL(away).searchParams.get('redirect_uri')}?error=access_denied&state=x`;
    expect((await victim.follow(denied)).path).toBe('/sign-in/?error=OIDC_STATE_INVALID');
    expect((await whoIs(victim)).status).toBe(200);
  });

  it('shows only people their linked accounts', async () => {
    for (const kind of ['ANONYMOUS', 'SERVICE', 'DEVICE'] as const)
      expect((await identity.query({ ...grove.owner, kind }, '{ linkedAccounts { id } }')).codes).toEqual([
        'UNAUTHENTICATED',
      ]);
  });

  it('ends with the trust: nobody gets in any more, and sessions the issuer vouched for are over', async () => {
    const heath = await identity.community(`heath-${number}`);
    const trusted = await trust(identity, heath, trustInput(issuer.url, { defaultRoles: ['MEMBER'] }));
    issuer.register(trusted.redirectUri);
    const { visitor } = await signIn(heath, trusted);
    const elsewhere = await signIn(grove, open);
    const halfway = browser();
    const away = (await halfway.open(startPath(heath, trusted.id))).headers.get('location') ?? '';
    await identity.ask(heath.owner, `mutation { distrustIssuer(id: "${trusted.id}") { id } }`);
    expect(await whoIs(visitor)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
    expect((await whoIs(elsewhere.visitor)).status).toBe(200);
    expect((await signIn(heath, trusted)).path).toBe('/sign-in/?error=OIDC_ISSUER_NOT_FOUND');
    expect((await halfway.follow(away)).path).toBe('/sign-in/?error=OIDC_ISSUER_NOT_FOUND');
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/..//evil.example',
    '/\t/evil.example',
  ])('does not go on to %j', async (next) => {
    expect((await signIn(grove, open, `&next=${encodeURIComponent(next)}`)).path).toBe('/');
  });

  it('is not begun by another site, for an unknown community, or of another community’s issuer', async () => {
    const start = startPath(grove, open.id);
    const fromElsewhere = await browser().follow(start, { 'sec-fetch-site': 'cross-site' });
    expect(fromElsewhere.path).toBe('/sign-in/?error=SIGN_IN_FROM_ELSEWHERE');
    for (const path of [
      startPath({ ...grove, slug: 'nowhere' }, open.id),
      startPath(meadow, open.id),
      startPath(grove, 'iss_unknown'),
    ])
      expect((await browser().follow(path)).path).toBe('/sign-in/?error=OIDC_ISSUER_NOT_FOUND');
    expect((await browser().follow('/auth/oidc/start')).path).toBe('/sign-in/?error=BAD_REQUEST');
  });

  it('slows down who begins all the time, and nobody else', async () => {
    const begin = (from: string) => browser().follow(startPath(grove, open.id), { 'x-forwarded-for': from });
    for (let attempt = 0; attempt < 100; attempt += 1) identity.services.oidc.starts.take('203.0.113.9');
    expect((await begin('203.0.113.9')).path).toBe('/sign-in/?error=RATE_LIMITED');
    expect((await begin('203.0.113.10')).path).toBe('/');
  });

  it('writes no secret to the log', async () => {
    const { visitor } = await signIn(grove, open);
    const logged = identity.logLines.join('\n');
    expect(logged).toContain('a sign-in at an issuer failed');
    for (const secret of [credentialOf(visitor).slice(-43), 'a secret between'])
      expect(logged).not.toContain(secret);
  });
});
