import { createHash } from 'node:crypto';
import { deviceAuthorizationPath, newId, tokensSchema, type PassportClaims } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '@ai-collective/platform';
import { findDeviceRequest } from '../../src/operations/findDeviceRequest.js';
import { approveMutation, askToBeLetIn, auditOf, newPublicKey, poll, postForm } from '../programs.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const publicUrl = 'https://collective.example';
const query = `query ($userCode: String!) {
  deviceAuthorization(userCode: $userCode) {
    userCode clientKind deviceName requestedFrom requestedAt expiresAt fleetId
  }
}`;
const deny = `mutation ($userCode: String!) { denyDevice(userCode: $userCode) { userCode } }`;

describe('the device flow', () => {
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

  const approve = (principal: Principal, userCode: string, fleetId: string | null = null) =>
    identity.query(principal, approveMutation, { userCode, fleetId });

  describe('begins', () => {
    it('with a long code to poll with, a short one to type, and the page to type it in', async () => {
      const asked = await askToBeLetIn(identity);
      expect(asked).toMatchObject({ expires_in: 600, interval: 5, verification_uri: `${publicUrl}/device` });
      expect(asked.device_code).toMatch(/^[\w-]{43}$/);
      expect(asked.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
      expect(asked.verification_uri_complete).toBe(`${publicUrl}/device?code=${asked.user_code}`);
    });

    it.each([
      ['of nobody', 'device_name=x', 'invalid_client'],
      ['of a stranger', 'client_id=stranger', 'invalid_client'],
      ['of a machine without a key', 'client_id=aic-agent&device_name=x', 'invalid_request'],
      [
        'of a machine with a key that is none',
        'client_id=aic-agent&device_name=x&public_key=y',
        'invalid_request',
      ],
      ['of a machine without a name', `client_id=aic-agent&public_key=${newPublicKey()}`, 'invalid_request'],
      ['with a name that plays tricks', 'client_id=aic-cli&device_name=a%0Ab', 'invalid_request'],
    ])('not %s', async (...[, form, error]) => {
      const { status, body } = await postForm(identity, deviceAuthorizationPath, form);
      expect(body).toMatchObject({ error });
      expect(status).toBe(error === 'invalid_client' ? 401 : 400);
    });

    it('less often for those who ask too often', async () => {
      const ask = (from: string) =>
        fetch(`${identity.url}${deviceAuthorizationPath}`, {
          method: 'POST',
          headers: { 'x-forwarded-for': from },
          body: new URLSearchParams({ client_id: 'aic-cli' }),
        });
      const begun = Date.now();
      const answers = await Promise.all(Array.from({ length: 60 }, () => ask('203.0.113.7')));
      const answered = answers.filter(({ status }) => status === 200).length;
      expect(answered).toBeGreaterThanOrEqual(30);
      expect(answered).toBeLessThanOrEqual(31 + (Date.now() - begun) / 2_000);
      expect((await ask('203.0.113.8')).status).toBe(200);
      identity.skip(2_000);
      expect((await ask('203.0.113.7')).status).toBe(200);
    });

    it('not at all while ten thousand wait, since each makes guessing easier', async () => {
      await identity.database.withoutTenant((em) =>
        em.execute(
          `insert into device_authorization (id, device_code_digest, user_code_digest, client_kind, device_name,
             requested_from, requested_at, expires_at, interval_seconds, state)
           select 'dau_' || each, each, each, 'CLI', 'x', 'x', ?, ?, 5, 'PENDING' from generate_series(1, 10000) each`,
          [identity.services.clock(), new Date(identity.services.clock().getTime() + 600_000)],
        ),
      );
      const { status, body } = await postForm(identity, deviceAuthorizationPath, 'client_id=aic-cli');
      expect([status, body.error]).toEqual([503, 'temporarily_unavailable']);
      identity.skip(600_000);
      await askToBeLetIn(identity);
      identity.skip(3_600_000);
      await askToBeLetIn(identity);
      const [left] = await identity.database.withoutTenant((em) =>
        em.execute<{ count: number }[]>('select count(*)::int as count from device_authorization'),
      );
      expect(left?.count).toBeLessThan(10);
    });

    it('with codes of which only digests are stored', async () => {
      const { device_code, user_code } = await askToBeLetIn(identity);
      const rows = await identity.database.withoutTenant((em) =>
        em.execute<object[]>('select * from device_authorization'),
      );
      const kept = JSON.stringify(rows) + identity.logLines.join('\n');
      expect(kept).not.toContain(device_code);
      expect(kept).not.toContain(user_code);
      expect(kept).toContain(createHash('sha256').update(device_code).digest('base64url'));
    });
  });

  describe('has a terminal', () => {
    it('wait, then act as whoever approved it', async () => {
      const asked = await askToBeLetIn(identity, { client_id: 'aic-cli', device_name: 'aic on laptop' });
      expect(await poll(identity, asked.device_code)).toMatchObject({
        status: 400,
        body: { error: 'authorization_pending', code: 'AUTHORIZATION_PENDING' },
      });
      const { deviceAuthorization } = await identity.ask<{ deviceAuthorization: Record<string, unknown> }>(
        grove.owner,
        query,
        { userCode: asked.user_code.toLowerCase().replace('-', ' ') },
      );
      expect(deviceAuthorization).toMatchObject({
        userCode: asked.user_code,
        clientKind: 'CLI',
        deviceName: 'aic on laptop',
        requestedFrom: '127.0.0.1',
        fleetId: null,
      });
      expect((await approve(grove.owner, asked.user_code)).data).toEqual({
        approveDevice: { userCode: asked.user_code },
      });
      const { access_token } = tokensSchema.parse((await poll(identity, asked.device_code)).body);
      expect((await identity.resolve(access_token)).body).toMatchObject({
        sub: grove.ownerId,
        community: grove.id,
      });
      const [session] = await identity.database.withoutTenant((em) =>
        em.execute<{ method: string }[]>('select method from session order by created_at desc limit 1'),
      );
      expect(session?.method).toBe('DEVICE_CODE');
      expect((await auditOf(identity, 'devices:approve')).at(-1)).toMatchObject({
        actor: { subject: grove.ownerId, kind: 'PERSON' },
        communityId: grove.id,
        details: { clientKind: 'CLI' },
      });
      expect(await auditOf(identity, 'devices:redeem')).toHaveLength(1);
    });

    it('slow down each time it asks too soon, by five seconds more', async () => {
      const { device_code, user_code } = await askToBeLetIn(identity);
      const errors = [];
      for (const seconds of [0, 1, 6, 14, 5]) {
        identity.skip(seconds * 1_000);
        errors.push((await poll(identity, device_code)).body.error);
      }
      expect(errors).toEqual([
        'authorization_pending',
        'slow_down',
        'slow_down',
        'authorization_pending',
        'slow_down',
      ]);
      await approve(grove.owner, user_code);
      expect((await poll(identity, device_code)).status).toBe(200);
    });

    it('give up when nobody answers in time', async () => {
      const { device_code, user_code } = await askToBeLetIn(identity);
      identity.skip(600_000);
      expect((await poll(identity, device_code)).body).toMatchObject({
        error: 'expired_token',
        code: 'DEVICE_CODE_EXPIRED',
      });
      expect((await approve(grove.owner, user_code)).codes).toEqual(['USER_CODE_INVALID']);
    });

    it('give up when it is denied', async () => {
      const { device_code, user_code } = await askToBeLetIn(identity);
      expect(await identity.ask(grove.owner, deny, { userCode: user_code })).toEqual({
        denyDevice: { userCode: user_code },
      });
      expect((await poll(identity, device_code)).body).toMatchObject({ error: 'access_denied' });
      expect((await approve(grove.owner, user_code)).codes).toEqual(['USER_CODE_INVALID']);
      expect((await auditOf(identity, 'devices:deny')).at(-1)).toMatchObject({
        actor: { subject: grove.ownerId },
      });
    });

    it('get its tokens once, however many ask with its code at the same time', async () => {
      const { device_code, user_code } = await askToBeLetIn(identity);
      await approve(grove.owner, user_code);
      const answers = await Promise.all(Array.from({ length: 10 }, () => poll(identity, device_code)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect((await poll(identity, device_code)).body).toMatchObject({
        error: 'invalid_grant',
        code: 'DEVICE_CODE_INVALID',
      });
    });

    it('answer to one person, however many approve and deny it at the same time', async () => {
      const { user_code } = await askToBeLetIn(identity);
      const people = [grove.owner, meadow.owner];
      const answers = await Promise.all([
        ...people.map((person) => approve(person, user_code)),
        ...people.map((person) => identity.query(person, deny, { userCode: user_code })),
      ]);
      expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
    });

    it('end with its request when it does not fetch its tokens, or its person signs out before', async () => {
      const late = await askToBeLetIn(identity);
      await approve(grove.owner, late.user_code);
      identity.skip(600_000);
      expect((await poll(identity, late.device_code)).body).toMatchObject({ error: 'expired_token' });
      const open = await identity.ask(grove.owner, 'mutation { signOut { sessions } }');
      expect(open).toMatchObject({ signOut: { sessions: expect.any(Number) as number } });

      const unwanted = await askToBeLetIn(identity);
      await approve(grove.owner, unwanted.user_code);
      expect(await identity.ask(grove.owner, 'mutation { signOut { sessions } }')).toEqual({
        signOut: { sessions: 1 },
      });
      expect((await poll(identity, unwanted.device_code)).body).toMatchObject({ error: 'invalid_grant' });
    });

    it('get nothing for the code of another program, nor for one that is made up', async () => {
      const { device_code, user_code } = await askToBeLetIn(identity);
      await approve(grove.owner, user_code);
      for (const [code, client] of [
        [device_code, 'aic-agent'],
        [newPublicKey(), 'aic-cli'],
        [user_code, 'aic-cli'],
      ] as const)
        expect((await poll(identity, code, { client_id: client, proof: 'none' })).body).toMatchObject({
          error: 'invalid_grant',
        });
      expect(await poll(identity, device_code, { client_id: 'stranger' })).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      });
      expect((await poll(identity, device_code)).status).toBe(200);
    });
  });

  const passportOf = (principal: Principal): PassportClaims => ({
    ...{
      iss: 'aic-gateway',
      aud: 'identity',
      kind: 'PERSON',
      sub: '',
      community: '',
      ancestors: [],
      roles: [],
      grants: [],
      scopes: null,
    },
    ...{ policyVersion: 0, iat: 0, exp: 0 },
    ...principal,
  });

  describe('is answered by people alone', () => {
    const everything = [query, approveMutation, deny];

    it.each<[string, Principal, string]>([
      ['nobody', { kind: 'ANONYMOUS', sub: '' }, 'UNAUTHENTICATED'],
      ['somebody in no community', { kind: 'PERSON' }, 'COMMUNITY_REQUIRED'],
    ])('not by %s', async (_name, principal, code) => {
      const { user_code } = await askToBeLetIn(identity);
      for (const operation of everything)
        expect((await identity.query(principal, operation, { userCode: user_code })).codes).toEqual([code]);
    });

    it('not by services, nor devices', async () => {
      const { user_code } = await askToBeLetIn(identity);
      for (const kind of ['SERVICE', 'DEVICE'] as const)
        for (const operation of everything)
          expect(
            (await identity.query({ ...grove.owner, kind }, operation, { userCode: user_code })).codes,
          ).toEqual(['FORBIDDEN']);
    });

    it('who are held up when they guess, even at a right code then', async () => {
      const { user_code } = await askToBeLetIn(identity);
      const guesser: Principal = { ...grove.owner, sub: newId('person') };
      const guess = (index: number) => {
        const letters = `BCDF-GH${'JKLMN'.charAt(index % 5)}${'PQRST'.charAt(Math.floor(index / 5) % 5)}`;
        return identity.query(guesser, query, { userCode: letters });
      };
      const guesses = await Promise.all(Array.from({ length: 25 }, (_, index) => guess(index)));
      expect(guesses.filter(({ codes }) => codes[0] === 'USER_CODE_INVALID')).toHaveLength(10);
      expect(guesses.filter(({ codes }) => codes[0] === 'RATE_LIMITED')).toHaveLength(15);
      for (const operation of everything)
        expect((await identity.query(guesser, operation, { userCode: user_code })).codes).toEqual([
          'RATE_LIMITED',
        ]);
      expect((await approve(grove.owner, user_code)).codes).toEqual([]);
    });

    it('whose guesses are bounded all together, though each is another person', async () => {
      const guess = () => {
        const passport = passportOf({ ...grove.owner, sub: newId('person') });
        return findDeviceRequest(identity.services, passport, 'BCDF-GHJK').catch(
          (error: unknown) => (error as AppError).code,
        );
      };
      const begun = Date.now();
      const guesses = await Promise.all(Array.from({ length: 260 }, guess));
      const looked = guesses.filter((code) => code === 'USER_CODE_INVALID').length;
      expect(looked).toBeGreaterThanOrEqual(200);
      expect(looked).toBeLessThanOrEqual(201 + (Date.now() - begun) / 500);
    });
  });
});
