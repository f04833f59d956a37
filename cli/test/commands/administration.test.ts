import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AicUser } from '../runAic.js';
import { startFakeGateway, type Asked, type FakeGateway } from '../startFakeGateway.js';

const key = {
  ...{ id: 'key_1', name: 'ci', roles: ['DEVELOPER'], scopes: null, personId: null },
  ...{ createdAt: '2026-01-01T00:00:00Z', expiresAt: null, revokedAt: null, lastUsedAt: null },
};
const secret = { secret: 'aic_secret', apiKey: key };
const member = { id: 'mem_1', roles: ['MEMBER', 'AUDITOR'], person: { id: 'per_1', name: 'Ada' } };

function answer({ query, variables }: Asked): unknown {
  if (query.includes('apiKeys'))
    return { data: { apiKeys: [key, { ...key, id: 'key_2', revokedAt: 'then' }] } };
  if (query.includes('createApiKey')) return { data: { createApiKey: secret } };
  if (query.includes('rotateApiKey')) return { data: { rotateApiKey: secret } };
  if (query.includes('revokeApiKey')) return { data: { revokeApiKey: key } };
  if (query.includes('addMember')) return { data: { addMember: member } };
  if (query.includes('setMemberRoles')) return { data: { setMemberRoles: member } };
  if (query.includes('removeMember')) return { data: { removeMember: member } };
  if (query.includes('setDeviceDraining'))
    return { data: { setDeviceDraining: { state: 'ACTIVE', drainingSince: null } } };
  const isFirst = variables.after === null;
  const pageInfo = { hasNextPage: isFirst, endCursor: isFirst ? 'next' : null };
  return {
    data: { members: { edges: [{ node: { ...member, id: isFirst ? 'mem_1' : 'mem_2' } }], pageInfo } },
  };
}

describe('administration', () => {
  let user: AicUser;
  let gateway: FakeGateway;
  beforeEach(async () => {
    [user, gateway] = await Promise.all([AicUser.create(), startFakeGateway(answer)]);
  });
  afterEach(async () => {
    await gateway.close();
    await user.leave();
  });

  const run = (...words: string[]) => user.run(words, { url: gateway.url, apiKey: 'aic_key' });
  const variables = () => gateway.asked.at(-1)?.variables;

  it('lists keys, and which still work', async () => {
    const { code, out } = await run('keys', 'list');
    expect(code).toBe(0);
    expect(out).toMatch(/key_1 +works +developer +ci\nkey_2 +revoked +developer +ci\n/);
    expect(JSON.parse((await run('keys', 'list', '--json')).out)).toHaveLength(2);
  });

  it('prints the secret of a new key alone, so that it can be piped on', async () => {
    const { out, err } = await run(
      'keys',
      'create',
      'ci',
      '--roles',
      'developer,member',
      '--scopes',
      'jobs:submit',
    );
    expect(out).toBe('aic_secret\n');
    expect(err).toContain('cannot be shown again');
    expect(variables()).toEqual({
      input: { name: 'ci', roles: ['DEVELOPER', 'MEMBER'], scopes: ['jobs:submit'], expiresAt: null },
    });
    await run('keys', 'create', 'ci', '--roles', 'guest', '--days', '7', '--json');
    const { expiresAt } = variables()?.input as { expiresAt: string };
    expect((Date.parse(expiresAt) - Date.now()) / 86_400_000).toBeCloseTo(7, 2);
  });

  it('rotates and revokes keys', async () => {
    expect((await run('keys', 'rotate', 'key_1', '--overlap', '0')).out).toBe('aic_secret\n');
    expect(variables()).toEqual({ input: { id: 'key_1', overlapSeconds: 0 } });
    await run('keys', 'rotate', 'key_1');
    expect(variables()).toEqual({ input: { id: 'key_1' } });
    expect((await run('keys', 'revoke', 'key_1')).out).toContain('key_1 (ci) is revoked');
  });

  it('drains a device and lets it back in, saying why', async () => {
    const words = ['dev_1', '--reason', 'cleaning'];
    expect((await run('devices', 'drain', ...words)).out).toContain('dev_1 is given nothing more');
    expect(variables()).toEqual({ deviceId: 'dev_1', draining: true, reason: 'cleaning' });
    expect((await run('devices', 'undrain', ...words)).out).toContain('dev_1 may be given work again');
    expect(variables()).toMatchObject({ draining: false });
    for (const unclear of [['drain', 'dev_1'], ['drain', '--reason', 'x'], ['list']])
      expect((await run('devices', ...unclear)).code).toBe(2);
  });

  it('lists members, page by page', async () => {
    const { code, out } = await run('members', 'list', '--json');
    expect([code, (JSON.parse(out) as { id: string }[]).map(({ id }) => id)]).toEqual([
      0,
      ['mem_1', 'mem_2'],
    ]);
    expect((await run('members', 'list')).out).toMatch(/per_1 +member, auditor +Ada\n/);
  });

  it('adds and removes members, and sets their roles', async () => {
    expect((await run('members', 'add', 'Ada', '--roles', 'member', '--email', 'ada@h')).code).toBe(0);
    expect(variables()).toEqual({ input: { personName: 'Ada', email: 'ada@h', roles: ['MEMBER'] } });
    expect((await run('members', 'set-roles', 'per_1', '--roles', 'AUDITOR')).out).toContain('Ada (per_1)');
    expect(variables()).toEqual({ input: { personId: 'per_1', roles: ['AUDITOR'] } });
    expect((await run('members', 'remove', 'per_1')).out).toContain('no member any more');
    expect(variables()).toEqual({ personId: 'per_1' });
  });

  it.each([
    ['keys'],
    ['keys fly'],
    ['keys list all'],
    ['keys create'],
    ['keys create ci'],
    ['keys create ci --roles king'],
    ['keys create ci --roles guest --days never'],
    ['keys rotate'],
    ['keys rotate key_1 --overlap -1'],
    ['keys revoke key_1 key_2'],
    ['members'],
    ['members add'],
    ['members add Ada'],
    ['members set-roles per_1'],
    ['members remove'],
  ])('does nothing when it is called as aic %s', async (words) => {
    expect((await run(...words.split(' '))).code).toBe(2);
    expect(gateway.asked).toEqual([]);
  });
});
