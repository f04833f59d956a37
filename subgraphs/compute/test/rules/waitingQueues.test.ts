import { queueKey } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { waitingQueues, type WaitingJob } from '../../src/rules/waitingQueues.js';

const job: WaitingJob = {
  tenantId: 'com_1',
  fleetId: 'flt_1',
  modelVersionId: 'mdv_1',
  chain: [],
  privacy: 'COMMUNITY',
  regions: null,
  queued: 1,
  verifying: 0,
};

describe('waitingQueues', () => {
  it.each<[Partial<WaitingJob>, readonly string[]]>([
    [{}, ['mdv_1/COMMUNITY/anywhere/first']],
    [{ regions: ['FR', 'DE-BY'], privacy: 'TRUSTED' }, ['mdv_1/TRUSTED/DE-BY FR/first']],
    [{ queued: 0 }, []],
    [{ queued: 0, verifying: 2 }, ['mdv_1/COMMUNITY/anywhere/second']],
    [{ verifying: 2 }, ['mdv_1/COMMUNITY/anywhere/first', 'mdv_1/COMMUNITY/anywhere/second']],
    [
      { chain: ['mdv_1', 'mdv_2', 'mdv_1'] },
      ['mdv_1/COMMUNITY/anywhere/first', 'mdv_2/COMMUNITY/anywhere/first'],
    ],
  ])('of a job with %j are %j', (change, keys) => {
    expect(waitingQueues({ ...job, ...change }).map(queueKey)).toEqual(
      keys.map((key) => `queue/com_1/flt_1/${key}`),
    );
  });
});
