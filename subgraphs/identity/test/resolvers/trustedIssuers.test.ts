import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOidcParts } from '../../src/oidc/createOidcParts.js';
import { newSecret } from '../../src/operations/newSecret.js';
import { trustIssuer } from '../../src/operations/trustIssuer.js';
import { startFakeIssuer, type FakeIssuer } from '../oidc/startFakeIssuer.js';
import { clientSecret } from '../oidc/startTestIssuer.js';
import { trust, trustInput, trustMutation } from '../oidc/trusting.js';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';

const list = '{ trustedIssuers { id issuer displayName hasClientSecret } }';

describe('trusted issuers', () => {
  let identity: TestIdentity;
  let issuer: FakeIssuer;
  let grove: TestCommunity;
  let meadow: TestCommunity;

  beforeAll(async () => {
    [identity, issuer] = await Promise.all([startTestIdentity(), startFakeIssuer()]);
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
  });
  afterAll(() => Promise.all([identity.close(), issuer.close()]));

  const codesFor = async (input: object, principal = grove.owner) =>
    (await identity.query(principal, trustMutation, { input })).codes;

  it('are told with the address to register, and never with their secret', async () => {
    const rules = { emailDomains: [' Example.org ', 'example.org'], defaultRoles: ['MEMBER'] };
    const trusted = await trust(identity, grove, trustInput(issuer.url, rules));
    expect(trusted).toEqual({
      id: expect.stringMatching(/^iss_[0-9a-z]{26}$/) as string,
      issuer: issuer.url,
      clientId: 'collective',
      hasClientSecret: true,
      displayName: 'Test issuer',
      emailDomains: ['example.org'],
      defaultRoles: ['MEMBER'],
      redirectUri: `http://127.0.0.1:4000/auth/oidc/callback/${trusted.id}`,
    });
    const { codes } = await identity.query(grove.owner, '{ trustedIssuers { clientSecret } }');
    expect(codes).not.toEqual([]);
  });

  it('keep their secret sealed in the database, and out of the log and the audit', async () => {
    const [row] = await identity.database.withTenant(grove.id, (em) =>
      em.execute<{ id: string; sealed_secret: string }[]>('select id, sealed_secret from trusted_issuer'),
    );
    const sealed = row?.sealed_secret ?? '';
    expect(identity.services.oidc.secrets.open(sealed, row?.id ?? '')).toBe(clientSecret);
    expect(identity.services.oidc.secrets.open(sealed, 'iss_of_another')).toBeUndefined();
    const told = JSON.stringify([identity.logLines, await identity.outbox('audit.events'), row]);
    expect(told).toContain('trusted');
    expect(told).not.toContain(clientSecret);
  });

  it('are replaced by trusting the same again, under the same id', async () => {
    const first = await trust(identity, grove, trustInput(issuer.url));
    const second = await trust(
      identity,
      grove,
      trustInput(issuer.url, { displayName: 'New name', clientSecret: null }),
    );
    expect(second).toMatchObject({ id: first.id, displayName: 'New name', hasClientSecret: false });
    const { trustedIssuers } = await identity.ask<{ trustedIssuers: object[] }>(grove.owner, list);
    expect(trustedIssuers).toHaveLength(1);
  });

  it('are each community’s own', async () => {
    const { id } = await trust(identity, grove, trustInput(issuer.url));
    expect(await identity.ask(meadow.owner, list)).toEqual({ trustedIssuers: [] });
    const distrust = `mutation { distrustIssuer(id: "${id}") { id } }`;
    expect((await identity.query(meadow.owner, distrust)).codes).toEqual(['OIDC_ISSUER_NOT_FOUND']);
    expect(await identity.ask(grove.owner, distrust)).toEqual({ distrustIssuer: { id } });
    expect(await identity.ask(grove.owner, list)).toEqual({ trustedIssuers: [] });
    expect((await identity.query(grove.owner, distrust)).codes).toEqual(['OIDC_ISSUER_NOT_FOUND']);
  });

  it.each(['GUEST', 'MEMBER', 'DEVELOPER', 'OPERATOR', 'AUDITOR'] as const)(
    'are no business of somebody who is only %s',
    async (role) => {
      const principal = { ...grove.owner, roles: [role] };
      expect(await codesFor(trustInput(issuer.url), principal)).toEqual(['FORBIDDEN']);
      expect((await identity.query(principal, list)).codes).toEqual(['FORBIDDEN']);
      expect((await identity.query(principal, 'mutation { distrustIssuer(id: "x") { id } }')).codes).toEqual([
        'FORBIDDEN',
      ]);
    },
  );

  it('give nobody more than whoever trusts them holds, and make no owners', async () => {
    const scoped = { ...grove.owner, scopes: ['community:manage' as const] };
    expect(await codesFor(trustInput(issuer.url, { defaultRoles: ['MEMBER'] }), scoped)).toEqual([
      'FORBIDDEN',
    ]);
    expect(await codesFor(trustInput(issuer.url, { defaultRoles: ['OWNER'] }))).toEqual(['BAD_USER_INPUT']);
  });

  it.each([
    ['http://issuer.example.com', {}],
    ['https://10.0.0.1', {}],
    ['https://169.254.169.254', {}],
    ['https://metadata.google.internal', {}],
    ['https://issuer.example.com:22', {}],
    ['javascript:alert(1)', {}],
  ])('are not at %s', async (address) => {
    expect(await codesFor(trustInput(address))).toEqual(['OIDC_ISSUER_INVALID']);
  });

  it.each([
    { displayName: '' },
    { clientId: '' },
    { clientId: 'a\nb' },
    { clientSecret: 'a\tb' },
    { emailDomains: ['not a domain'] },
    { emailDomains: Array.from({ length: 21 }, (_each, index) => `d${index}.example`) },
  ])('are not described by %j', async (wrong) => {
    expect(await codesFor(trustInput(issuer.url, wrong))).toEqual(['BAD_USER_INPUT']);
  });

  it.each([
    ['another issuer', { issuer: 'https://accounts.example.com' }],
    ['keys inside of a network', { jwks_uri: 'https://10.0.0.1/keys' }],
    ['codes to be sent without TLS', { token_endpoint: 'http://issuer.example.com/token' }],
    ['a page that is a script', { authorization_endpoint: 'javascript:alert(1)' }],
    ['no keys', { jwks_uri: undefined }],
  ])('are not trusted when their metadata name %s', async (_name, wrong) => {
    const liar = await startFakeIssuer();
    liar.metadata = { ...liar.metadata, ...wrong };
    expect(await codesFor(trustInput(liar.url))).toEqual(['OIDC_ISSUER_INVALID']);
    await liar.close();
  });

  it('are not trusted while they cannot be reached, or lead elsewhere', async () => {
    const away = await startFakeIssuer();
    away.discovery = () => new Response(null, { status: 302, headers: { location: issuer.url } });
    expect(await codesFor(trustInput(away.url))).toEqual(['OIDC_ISSUER_UNREACHABLE']);
    await away.close();
    expect(await codesFor(trustInput(away.url))).toEqual(['OIDC_ISSUER_UNREACHABLE']);
  });

  it('are not on this machine, nor anywhere inside by a public name, unless loopback is allowed', async () => {
    const config = { IDENTITY_SEALING_KEY: newSecret(), OIDC_ALLOW_LOOPBACK: false };
    const { clock } = identity.services;
    const parts = createOidcParts(config, clock, { resolve: () => Promise.resolve(['127.0.0.1']) });
    const strict = { ...identity.services, oidc: parts };
    const caller = {
      passport: { ...grove.owner, grants: [], scopes: null, policyVersion: 0 },
      trace: { traceId: '0'.repeat(32), traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00` },
    } as unknown as Parameters<typeof trustIssuer>[1];
    for (const [address, code] of [
      [issuer.url, 'OIDC_ISSUER_INVALID'],
      ['https://localhost', 'OIDC_ISSUER_INVALID'],
      ['https://issuer.example.com', 'OIDC_ISSUER_UNREACHABLE'],
    ] as const)
      await expect(trustIssuer(strict, caller, trustInput(address))).rejects.toMatchObject({ code });
  });

  it('are ten at most', async () => {
    const issuers = await Promise.all(Array.from({ length: 11 }, () => startFakeIssuer()));
    const codes = await Promise.all(issuers.map(({ url }) => codesFor(trustInput(url), meadow.owner)));
    expect(codes.filter((each) => each.length === 0)).toHaveLength(10);
    expect(codes.filter((each) => each[0] === 'TOO_MANY_ISSUERS')).toHaveLength(1);
    await Promise.all(issuers.map((each) => each.close()));
  });

  describe('of a community are shown to whoever wants to sign in,', () => {
    const listed = async (query: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${identity.url}/auth/oidc/issuers${query}`, { headers });
      const { status } = response;
      return { status, body: await response.json(), keep: response.headers.get('cache-control') };
    };
    const nothing = { status: 200, body: { issuers: [] }, keep: 'private, max-age=60' };

    it('by name and id alone, for a minute', async () => {
      const { id } = await trust(identity, grove, trustInput(issuer.url));
      expect(await listed('?community=grove')).toEqual({
        ...nothing,
        body: { issuers: [{ id, displayName: 'Test issuer' }] },
      });
    });

    it('and what does not exist, trusts nobody, or is named by its id, answers alike', async () => {
      await identity.community('trusting-nobody');
      for (const name of ['trusting-nobody', 'nowhere', grove.id, 'x'.repeat(100), "'; select 1"])
        expect(await listed(`?community=${encodeURIComponent(name)}`)).toEqual(nothing);
    });

    it('but not without a community, to other sites, or to those who ask all the time', async () => {
      expect(await listed('')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' }, keep: null });
      expect(await listed('?community=grove', { 'sec-fetch-site': 'cross-site' })).toMatchObject({
        status: 403,
        body: { code: 'SIGN_IN_FROM_ELSEWHERE' },
      });
      const [often, others] = [{ 'x-forwarded-for': '203.0.113.9' }, { 'x-forwarded-for': '203.0.113.10' }];
      for (let attempt = 0; attempt < 100; attempt += 1) identity.services.oidc.listings.take('203.0.113.9');
      expect(await listed('?community=grove', often)).toMatchObject({
        status: 429,
        body: { code: 'RATE_LIMITED' },
        keep: null,
      });
      expect((await listed('?community=grove', others)).status).toBe(200);
    });
  });
});
