import {
  credentialChangesPath,
  credentialChangesSchema,
  newId,
  passportHeader,
  type CredentialChanges,
} from '@ai-collective/contracts';
import { createLogger } from '@ai-collective/platform';
import { newPrivateJwk, readSigningKeys } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetEverybodyOnRemoval } from '../../src/operations/forgetEverybodyOnRemoval.js';
import {
  newSigningKeys,
  startTestIdentity,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const day = 86_400_000;

describe('POST /credentials/changes', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
  });
  afterAll(() => identity.close());

  async function changes(since: string | null): Promise<CredentialChanges> {
    const headers = { [passportHeader]: await identity.passport({ kind: 'GATEWAY' }) };
    const response = await identity.post(credentialChangesPath, { since }, headers);
    return credentialChangesSchema.parse(await response.json());
  }

  /**
   * A place after which nobody has changed. While any transaction of the server that began earlier is under way, of whatever
   * database, changes before the place are told again.
   */
  async function quietPlace(): Promise<string> {
    let next = '';
    await expect
      .poll(async () => {
        ({ next } = await changes(null));
        const { subjects, everybody } = await changes(next);
        return { subjects, everybody };
      })
      .toEqual({ subjects: [], everybody: false });
    return next;
  }

  /** Those who are told of after something happened. */
  async function changedBy(action: () => Promise<unknown>): Promise<CredentialChanges> {
    const place = await quietPlace();
    await action();
    return changes(place);
  }

  const sql = (statement: string, parameters: unknown[] = []) =>
    identity.database.withTenant(grove.id, (em) => em.execute(statement, parameters));

  async function newKey(): Promise<string> {
    const { createApiKey } = await identity.ask<{ createApiKey: { apiKey: { id: string } } }>(
      grove.owner,
      `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } } }`,
      { input: { name: 'test', roles: ['DEVELOPER'] } },
    );
    return createApiKey.apiKey.id;
  }

  it.each([{ kind: 'PERSON' }, { kind: 'SERVICE' }, { kind: 'ANONYMOUS' }] as const)(
    'refuses a passport of kind $kind',
    async (principal) => {
      const headers = { [passportHeader]: await identity.passport(principal) };
      const response = await identity.post(credentialChangesPath, { since: null }, headers);
      expect(response.status).toBe(403);
    },
  );

  it.each([{}, { since: 7 }, { since: '-1' }, { since: "0'; drop table person" }, { since: '1'.repeat(20) }])(
    'refuses %j as a question',
    async (question) => {
      const headers = { [passportHeader]: await identity.passport({ kind: 'GATEWAY' }) };
      const response = await identity.post(credentialChangesPath, question, headers);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'BAD_REQUEST' });
    },
  );

  it('relies on nothing that was answered before the first question', async () => {
    expect(await changes(null)).toMatchObject({ subjects: [], everybody: true });
  });

  it('tells of nobody when nothing happened, nor when a key was only used', async () => {
    expect(await changedBy(() => Promise.resolve())).toMatchObject({ subjects: [], everybody: false });
    const used = await changedBy(() => identity.resolve(grove.apiKey));
    expect(used).toMatchObject({ subjects: [], everybody: false });
  });

  it('tells of a key that was revoked, by whatever operation or hand', async () => {
    const id = await newKey();
    const revoke = 'mutation ($id: ID!) { revokeApiKey(id: $id) { id } }';
    expect((await changedBy(() => identity.ask(grove.owner, revoke, { id }))).subjects).toEqual([id]);
    const byHand = await newKey();
    const { subjects } = await changedBy(() =>
      sql('update api_key set scopes = ? where id = ?', ['{}', byHand]),
    );
    expect(subjects).toEqual([byHand]);
    const gone = await changedBy(() => sql('delete from api_key where id = ?', [byHand]));
    expect(gone.subjects).toEqual([byHand]);
  });

  it('tells of a person who joined, has other roles, or left', async () => {
    const person = newId('person');
    await sql('insert into person (id, name, home_community_id, created_at) values (?, ?, ?, now())', [
      ...[person, 'Ada', grove.id],
    ]);
    const member = [newId('membership'), grove.id, person];
    for (const [statement, parameters] of [
      [
        `insert into membership (id, tenant_id, person_id, roles, created_at) values (?, ?, ?, '{MEMBER}', now())`,
        member,
      ],
      [`update membership set roles = '{ADMIN}' where person_id = ?`, [person]],
      ['delete from membership where person_id = ?', [person]],
    ] as const)
      expect((await changedBy(() => sql(statement, [...parameters]))).subjects).toEqual([person]);
  });

  it('tells of the person whose session ended', async () => {
    await sql(
      `insert into session (id, person_id, community_id, method, secret_digest, created_at, expires_at)
       values ('ses_test', ?, ?, 'LINK', 'none', now(), now() + interval '1 hour')`,
      [grove.ownerId, grove.id],
    );
    const ended = await changedBy(() => sql(`update session set revoked_at = now() where id = 'ses_test'`));
    expect(ended.subjects).toEqual([grove.ownerId]);
  });

  it('relies on nothing when a community has another name, or too many changed', async () => {
    const renamed = await changedBy(() =>
      sql(`update community set slug = 'groves' where id = ?`, [grove.id]),
    );
    expect(renamed).toMatchObject({ subjects: [], everybody: true });
    const crowd = await changedBy(() =>
      sql(
        `insert into credential_change (subject) select 'per_' || each from generate_series(1, 10001) each`,
      ),
    );
    expect(crowd).toMatchObject({ subjects: [], everybody: true });
  });

  it('misses no transaction that began before a question and ended after it', async () => {
    const id = await newKey();
    const next = await quietPlace();
    let during: CredentialChanges | undefined;
    await identity.database.withTenant(grove.id, async (em) => {
      await em.execute('update api_key set revoked_at = now() where id = ?', [id]);
      // Others begin later and end earlier.
      await newKey().then((other) => sql('update api_key set revoked_at = now() where id = ?', [other]));
      during = await changes(next);
    });
    expect(during?.subjects).not.toContain(id);
    const after = await changes(during?.next ?? '');
    expect(after.subjects).toContain(id);
  });

  it('tells everything it knows when it is asked from a place that is not there yet', async () => {
    await sql('delete from credential_change');
    const id = await newKey();
    await sql('update api_key set revoked_at = now() where id = ?', [id]);
    expect(await changes('9'.repeat(18))).toMatchObject({ subjects: [id], everybody: false });
  });

  it('forgets what is older than any answer that is still relied on', async () => {
    const next = await quietPlace();
    const at = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
    await sql('insert into credential_change (subject, happened_at) values (?, ?), (?, ?)', [
      ...['per_old', at(day), 'per_young', at(600_000)],
    ]);
    expect((await changes(next)).subjects).toEqual(['per_young']);
  });

  it('tells that everybody changed when a key was removed that signed access tokens, and not when one was added', async () => {
    const [former, current] = [newPrivateJwk(0), newPrivateJwk(1)];
    const keys = await newSigningKeys({ keys: [former, current] });
    const log = createLogger({ service: 'identity', level: 'silent' });
    forgetEverybodyOnRemoval(keys, { database: identity.database, log });
    const now = 10;
    const added = await changedBy(async () => {
      keys.replace(readSigningKeys({ keys: [former, current, newPrivateJwk(20)] }), now);
      await Promise.resolve();
    });
    expect(added.everybody).toBe(false);
    const place = await quietPlace();
    keys.replace(readSigningKeys({ keys: [current] }), now);
    await expect.poll(() => changes(place)).toMatchObject({ everybody: true });
  });
});
