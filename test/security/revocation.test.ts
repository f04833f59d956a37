import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../system/eventually.js';
import { TestSystem } from '../system/TestSystem.js';

/** How long what was revoked may still work, ms. */
const revocationMs = 5_000;

const createKey = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } secret } }`;
const createdSchema = z.object({
  createApiKey: z.object({ apiKey: z.object({ id: z.string() }), secret: z.string() }),
});
const revokeKey = 'mutation ($id: ID!) { revokeApiKey(id: $id) { id } }';

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.start();
}, 180_000);

afterAll(() => system.end(), 60_000);

describe('an API key', () => {
  test(`that has been in use is refused within ${revocationMs} ms after it was revoked`, async () => {
    const variables = { input: { name: 'to be revoked', roles: ['DEVELOPER'] } };
    const { createApiKey } = await system.api.ask(createdSchema, { query: createKey, variables });
    const user = system.api.as({ credential: createApiKey.secret });
    // By now the gateway would have asked again, if it were not told of changes.
    const inUseUntil = performance.now() + revocationMs + 1_000;
    while (performance.now() < inUseUntil) {
      await user.ask(z.unknown(), { query: '{ viewer { kind } }' });
      await delay(100);
    }
    const { id } = createApiKey.apiKey;
    await system.api.ask(z.unknown(), { query: revokeKey, variables: { id } });
    const refusal = await eventually(
      'the key is refused',
      () => user.refusal({ query: '{ viewer { kind } }' }),
      revocationMs,
    );
    expect(refusal).toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'API_KEY_REVOKED' } });
  });
});
