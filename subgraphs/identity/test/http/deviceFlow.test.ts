import { tokensSchema } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approveMutation, askToBeLetIn, auditOf, newPublicKey, poll } from '../programs.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';
import { describeAnswerers } from './deviceFlow/describeAnswerers.js';
import { describeRequests } from './deviceFlow/describeRequests.js';

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

  describeRequests(() => identity, publicUrl);

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

  describeAnswerers({ identity: () => identity, grove: () => grove, query, deny });
});
