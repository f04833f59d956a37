import type { Denial } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { anonymous, type Principal } from '../../src/authentication/Principal.js';
import { DenialReports } from '../../src/authorization/DenialReports.js';

const member: Principal = {
  ...anonymous,
  sub: 'per_1',
  kind: 'PERSON',
  community: 'com_one',
  roles: ['MEMBER'],
};
const log = { warn: () => undefined } as never;

/** Reports by hand: the pause is longer than any test. */
function collecting(send?: (denials: readonly Denial[]) => Promise<unknown>) {
  const sent: (readonly Denial[])[] = [];
  const keep = (denials: readonly Denial[]) => Promise.resolve(sent.push(denials));
  return { sent, reports: new DenialReports({ send: send ?? keep, log, everyMs: 3_600_000 }) };
}

const askedBy = (principal: Principal) => ({ principal, sharingKey: '', traceparent: 'trace' });

describe('reports of denials', () => {
  it('tell the same denial once, with how often it was', async () => {
    const { sent, reports } = collecting();
    for (let count = 0; count < 5; count++) reports.note(askedBy(member), ['Query.apiKeys']);
    reports.note(askedBy({ ...member, sub: 'per_2' }), ['Query.apiKeys']);
    await reports.close();
    expect(sent).toEqual([
      [
        {
          subject: 'per_1',
          kind: 'PERSON',
          community: 'com_one',
          fields: ['Query.apiKeys'],
          times: 5,
          traceparent: 'trace',
        },
        expect.objectContaining({ subject: 'per_2', times: 1 }),
      ],
    ]);
  });

  it('leave out who did not sign in and who chose no community', async () => {
    const { sent, reports } = collecting();
    reports.note(askedBy(anonymous), ['Query.apiKeys']);
    reports.note(askedBy({ ...member, community: '' }), ['Query.apiKeys']);
    await reports.close();
    expect(sent).toEqual([]);
  });

  it('are small enough for the door, and of no more than a thousand or so at once', async () => {
    const { sent, reports } = collecting();
    for (let count = 0; count < 3_000; count++)
      reports.note(
        askedBy(member),
        Array.from({ length: 60 }, (_, index) => `Query.f${count}_${index}`),
      );
    await reports.close();
    expect(sent.flat()).toHaveLength(1_024);
    expect(Math.max(...sent.map(({ length }) => length))).toBe(64);
    expect(Math.max(...sent.flat().map(({ fields }) => fields.length))).toBe(50);
  });

  it('come again when they could not be handed over', async () => {
    const sent: Denial[] = [];
    let isBroken = true;
    const send = (denials: readonly Denial[]): Promise<unknown> => {
      if (isBroken) return Promise.reject(new Error('identity is not there'));
      return Promise.resolve(sent.push(...denials));
    };
    const reports = new DenialReports({ send, log, everyMs: 10 });
    reports.note(askedBy(member), ['Query.apiKeys']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    reports.note(askedBy(member), ['Query.apiKeys']);
    isBroken = false;
    await expect.poll(() => sent).toMatchObject([{ times: 2 }]);
    await reports.close();
  });
});
