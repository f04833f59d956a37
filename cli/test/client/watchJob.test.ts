import { afterEach, describe, expect, it } from 'vitest';
import { watchJob } from '../../src/client/watchJob.js';
import { startFakeGateway, type FakeGateway } from '../startFakeGateway.js';

const counts = { total: 1, queued: 0, dispatched: 0, succeeded: 1, failed: 0, canceled: 0 };
const finished = {
  data: { jobProgress: { state: 'SUCCEEDED', finished: true, progress: 1, counts } },
};
const refusal = (reason: string) => ({
  errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED', reason } }],
});

describe('watchJob', () => {
  let gateway: FakeGateway | undefined;
  afterEach(async () => gateway?.close());

  async function watch(answers: readonly object[], fresh: boolean) {
    let credentials = 0;
    const left = [...answers];
    const started = await startFakeGateway(() => [left.shift()]);
    gateway = started;
    const renewed = () => Promise.resolve(`access ${++credentials}`);
    const connection = {
      url: started.url,
      ...(fresh ? { freshCredential: renewed } : { credential: 'aic_key' }),
    };
    const outcome = await watchJob(connection, {
      jobId: 'job_1',
      signal: new AbortController().signal,
    }).catch((error: unknown) => error);
    return { outcome, credentials: started.asked.map(({ authorization }) => authorization) };
  }

  it('goes on with a fresh access token when the one it began with has run out', async () => {
    const { outcome, credentials } = await watch([refusal('ACCESS_TOKEN_EXPIRED'), finished], true);
    expect(outcome).toMatchObject({ finished: true });
    expect(credentials).toEqual(['Bearer access 1', 'Bearer access 2']);
  });

  it.each([
    ['the session has ended', refusal('SESSION_ENDED'), true],
    ['there is no other', refusal('ACCESS_TOKEN_EXPIRED'), false],
  ])('ends when %s', async (_name, answer, fresh) => {
    const { outcome, credentials } = await watch([answer, finished], fresh);
    expect(outcome).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(credentials).toHaveLength(1);
  });
});
