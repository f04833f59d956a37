import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AicUser } from '../runAic.js';
import { startFakeGateway, type Asked, type FakeGateway } from '../startFakeGateway.js';

const role = { id: 'rol_1', name: 'curator', description: 'Keeps models', permissions: ['models:publish'] };
const grant = {
  ...{ id: 'grt_1', subjectId: 'per_1', role: 'rol_1', scope: { type: 'MODEL', value: 'mdl_1' } },
  expiresAt: '2026-12-01T00:00:00.000Z',
};

function answer({ query }: Asked): unknown {
  if (query.includes('createRole')) return { data: { createRole: role } };
  if (query.includes('changeRole')) return { data: { changeRole: role } };
  if (query.includes('deleteRole')) return { data: { deleteRole: role } };
  if (query.includes('grantRole')) return { data: { grantRole: grant } };
  if (query.includes('revokeGrant')) return { data: { revokeGrant: grant } };
  if (query.includes('roleGrants')) {
    const forGood = {
      id: 'grt_2',
      role: 'AUDITOR',
      scope: { type: 'COMMUNITY', value: null },
      expiresAt: null,
    };
    return { data: { roleGrants: [grant, { ...grant, ...forGood }] } };
  }
  return { data: { customRoles: [role] } };
}

describe('aic roles', () => {
  let user: AicUser;
  let gateway: FakeGateway;
  beforeEach(async () => {
    [user, gateway] = await Promise.all([AicUser.create(), startFakeGateway(answer)]);
  });
  afterEach(async () => {
    await gateway.close();
    await user.leave();
  });

  const run = (...words: string[]) => user.run(['roles', ...words], { url: gateway.url, apiKey: 'aic_key' });
  const input = () => gateway.asked.at(-1)?.variables.input;

  it('lists, makes, changes and deletes roles, by name or by id', async () => {
    expect((await run('list')).out).toMatch(/rol_1 +curator +models:publish/);
    const made = await run('create', 'curator', '--permissions', 'models:publish, models:read');
    expect(made.out).toContain('curator (rol_1)');
    expect(input()).toEqual({ name: 'curator', permissions: ['models:publish', 'models:read'] });
    await run('change', 'curator', '--permissions', 'models:read');
    expect(input()).toEqual({ id: 'rol_1', description: 'Keeps models', permissions: ['models:read'] });
    expect((await run('delete', 'rol_1')).out).toContain('is gone');
    expect(gateway.asked.at(-1)?.variables).toEqual({ id: 'rol_1' });
  });

  it('gives a role for a thing or a time, and takes it away', async () => {
    const given = await run('grant', 'curator', 'per_1', '--model', 'mdl_1', '--days', '7');
    expect(given.out).toContain('grt_1: per_1 is curator for mdl_1, until 2026-12-01');
    const { expiresAt, ...rest } = input() as { expiresAt: string };
    expect(rest).toEqual({ subjectId: 'per_1', role: 'rol_1', scope: { type: 'MODEL', value: 'mdl_1' } });
    expect((Date.parse(expiresAt) - Date.now()) / 86_400_000).toBeCloseTo(7, 2);
    await run('grant', 'auditor', 'key_1');
    expect(input()).toEqual({ subjectId: 'key_1', role: 'AUDITOR', scope: null, expiresAt: null });
    expect((await run('revoke', 'grt_1')).out).toContain('grt_1 of per_1 is revoked');
  });

  it('lists what was given, with names, places and ends', async () => {
    const { out } = await run('grants', 'per_1');
    expect(out).toMatch(/grt_1 +per_1 +curator +mdl_1 +2026-12-01T00:00/);
    expect(out).toMatch(/grt_2 +per_1 +auditor +the community +for good/);
    expect(JSON.parse((await run('grants', '--json')).out)).toHaveLength(2);
  });

  it.each([
    [''],
    ['create'],
    ['create curator'],
    ['grant curator'],
    ['grant curator per_1 --fleet a --model b'],
    ['grant curator per_1 --days never'],
    ['grant nobody per_1'],
    ['delete nobody'],
    ['revoke'],
  ])('says how it is called after: aic roles %s', async (words) => {
    const { code, err } = await run(...words.split(' '));
    expect(code).toBe(2);
    expect(err).toContain('Usage: aic roles');
  });
});
