import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPlatform, untilReady, type TestPlatform } from '../testPlatform.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
  await untilReady(platform);
});
afterAll(() => platform.close());

const audits = serverAudits({ url: () => `${platform.gateway.url}/graphql` });

describe('the audits of GraphQL over HTTP', () => {
  it('are those known when this was written, or more', () => {
    expect(audits.length).toBeGreaterThanOrEqual(61);
  });

  it.each(audits.map(({ id, name, fn }) => ({ id, name, fn })))('$id $name', async ({ fn }) => {
    const result = await fn();
    if (result.status === 'ok') return;
    const { status, reason, response } = result;
    const answer = { status: response.status, type: response.headers.get('content-type') };
    expect.fail(`${status}: ${reason} ${JSON.stringify(answer)} ${await response.text()}`);
  });
});
