import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chainedContent, chainOf } from '@ai-collective/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AicUser } from '../runAic.js';

const runoff = {
  method: 'instant-runoff',
  options: ['north', 'south', 'east'],
  ballots: [
    { ranking: ['north'], weight: 4 },
    { ranking: ['south'], weight: 3 },
    { ranking: ['east', 'south'] },
    { ranking: ['east', 'west'] },
    { ranking: ['east'], weight: 0.5 },
    { ranking: ['east', 'south'] },
  ],
  seed: '00ff',
};

describe('aic recount', () => {
  let user: AicUser;
  let folder: string;
  beforeEach(async () => {
    [user, folder] = await Promise.all([AicUser.create(), mkdtemp(path.join(tmpdir(), 'aic-recount-'))]);
  });
  afterEach(async () => {
    await user.leave();
    await rm(folder, { recursive: true });
  });

  const recount = async (content: unknown, ...words: string[]) => {
    const file = path.join(folder, 'ballots.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return user.run(['recount', file, ...words]);
  };

  it('says round by round how the ballots of a file count, which do not, and who wins', async () => {
    const { code, out, err } = await recount(runoff);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      [
        'instant-runoff, 3 options, 4 ballots with a weight of 9 together',
        '1 void (OPTION_UNKNOWN, ballot 4): It names an option that is not up for the vote.',
        '1 void (WEIGHT_INVALID, ballot 5): Its weight is not a whole number from 1 to 1,000,000,000.',
        '',
        'Round 1',
        'OPTION  VOTES',
        'north   4',
        'south   3',
        'east    2',
        'east is out: 2 to south.',
        '',
        'Round 2',
        'OPTION  VOTES',
        'north   4',
        'south   5',
        '',
        'Preferred to each other option: south',
        'Winner: south',
        '',
      ].join('\n'),
    );
  });

  it('says ties and how they were broken', async () => {
    const level = { ...runoff, ballots: [{ ranking: ['north'] }, { ranking: ['south'] }] };
    const { out } = await recount(level);
    expect(out).toContain('east is out.');
    expect(out).toMatch(
      /north, south are level, and were in each round before; the lot falls on (north|south)\./,
    );
    const choice = {
      method: 'single-choice',
      options: ['yes', 'no'],
      ballots: [{ choice: 'no' }, { choice: 'yes' }],
    };
    const { out: said } = await recount(choice);
    expect(said).toContain('no, yes are level, and stay so: nothing changes.\nNo winner.');
  });

  it('says the same as JSON', async () => {
    const { out } = await recount(runoff, '--json');
    expect(JSON.parse(out)).toMatchObject({
      method: 'instant-runoff',
      winner: 'south',
      weight: 9,
      void: [
        { ballot: 3, reason: 'OPTION_UNKNOWN' },
        { ballot: 4, reason: 'WEIGHT_INVALID' },
      ],
      rounds: [{ eliminated: 'east', transfers: [{ option: 'south', votes: 2 }] }, { eliminated: null }],
    });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'BALLOTS_INVALID'],
    ['no vote', {}, 'BALLOTS_INVALID'],
    ['two options of one name', { ...runoff, options: ['a', 'a'] }, 'OPTIONS_INVALID'],
  ])('refuses a file with %s', async (_, content, code) => {
    const { code: exit, out, err } = await recount(content, '--json');
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(JSON.parse(err)).toMatchObject({ error: { code } });
  });

  it('refuses a file that is not there, and words that do not fit', async () => {
    expect(await user.run(['recount', path.join(folder, 'none')])).toMatchObject({ code: 4 });
    expect(await user.run(['recount'])).toMatchObject({ code: 2 });
    expect(await user.run(['recount', 'a', 'b'])).toMatchObject({ code: 2 });
  });
});

describe('aic recount of a vote with its chain', () => {
  let user: AicUser;
  let folder: string;
  beforeEach(async () => {
    [user, folder] = await Promise.all([AicUser.create(), mkdtemp(path.join(tmpdir(), 'aic-recount-'))]);
  });
  afterEach(async () => {
    await user.leave();
    await rm(folder, { recursive: true });
  });

  const rollHash = 'ab'.repeat(32);
  const cast = ['FOR', 'AGAINST', 'FOR'].map((choice, index) => ({
    ...{ choice, weight: 1, member: `per_${index}`, castAt: `2026-01-01T00:00:0${index}.000Z`, hash: '00' },
  }));
  const { head, receipts } = chainOf(Buffer.from(rollHash, 'hex'), cast.map(chainedContent));
  const vote = {
    ...{ method: 'single-choice', options: ['FOR', 'AGAINST', 'ABSTAIN'], rollHash, head: head.hash },
    ballots: cast.map((ballot, index) => ({ ...ballot, hash: receipts[index]?.hash ?? '' })),
  };
  const receipt = `2:${receipts[1]?.hash ?? ''}`;

  const recount = async (content: object, ...words: string[]) => {
    const file = path.join(folder, 'vote.json');
    await writeFile(file, JSON.stringify(content));
    return user.run(['recount', file, ...words]);
  };

  it('says that it is whole, and whose receipt is of it', async () => {
    const { out, err } = await recount(vote, '--receipt', receipt);
    expect(err).toBe('');
    expect(out).toContain('Winner: FOR\n');
    expect(out).toContain(`The chain of 3 ballots is whole, and ends in ${head.hash}.`);
    expect(out).toContain('Ballot 2 is the one the receipt is of.');
    expect(JSON.parse((await recount(vote, '--json')).out)).toMatchObject({ chain: { count: 3 } });
  });

  it.each([
    [
      'BALLOT_CHANGED',
      'Ballot 2 ',
      { ...vote, ballots: vote.ballots.map((one, i) => (i === 1 ? { ...one, choice: 'FOR' } : one)) },
    ],
    ['BALLOT_CHANGED', 'Ballot 1 ', { ...vote, ballots: vote.ballots.slice(1) }],
    ['BALLOT_CHANGED', 'Ballot 1 ', { ...vote, ballots: [...vote.ballots].reverse() }],
    ['BALLOTS_CUT', 'after 2', { ...vote, ballots: vote.ballots.slice(0, 2) }],
    ['BALLOTS_INVALID', 'head', { ...vote, head: undefined }],
  ])('answers %s, and says where: %s', async (code, where, content) => {
    const { code: exit, out, err } = await recount(content, '--json');
    expect([exit, out]).toEqual([1, '']);
    expect(err).toContain(code);
    expect(err).toContain(where);
  });

  it('does not take somebody else’s receipt, nor one for a file without a chain', async () => {
    const foreign = `1:${receipts[1]?.hash ?? ''}`;
    expect((await recount(vote, '--receipt', foreign, '--json')).err).toContain('RECEIPT_UNKNOWN');
    expect((await recount(vote, '--receipt', 'mine', '--json')).err).toContain('USAGE');
    expect((await recount(runoff, '--receipt', receipt, '--json')).err).toContain('BALLOTS_INVALID');
  });
});
