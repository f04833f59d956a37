import { randomBytes } from 'node:crypto';
import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';

describe('when the database fails unexpectedly', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    const owner = await MikroORM.init({
      clientUrl: identity.ownerUrl,
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    await owner.em.execute(
      'alter table identity.sign_in_code rename to lost; alter table identity.api_key rename to gone',
    );
    await owner.close();
  });
  afterAll(() => identity.close());

  it('says nothing to the caller and writes no secret to the log, but what went wrong', async () => {
    const code = randomBytes(32).toString('base64url');
    const redeemed = await identity.post('/auth/redeem', { code });
    expect(redeemed.status).toBe(500);
    expect(await redeemed.json()).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      message: 'Something went wrong on our side.',
    });
    expect((await identity.resolve(grove.apiKey)).status).toBe(500);
    const answer = await identity.query(grove.owner, `{ apiKeys { id } }`);
    expect(answer.codes).toEqual(['INTERNAL_SERVER_ERROR']);

    const logged = identity.logLines.join('\n');
    expect(logged).toMatch(/sign_in_code.*does not exist/);
    for (const secret of [code, grove.apiKey.slice(-40)]) expect(logged).not.toContain(secret);
  });
});
