import { readFile } from 'node:fs/promises';
import {
  countBallots,
  hasReceipt,
  isChained,
  verifyChain,
  type BallotChainHead,
  type BallotReceipt,
  type ChainVerdict,
  CountError,
  parseBallotFile,
  voidReasons,
  type Count,
  type Round,
  type Tally,
  type Tie,
  type VoidReason,
} from '@ai-collective/contracts';
import { z } from 'zod';
import { ApiError } from '../client/ApiError.js';
import { table } from '../terminal/table.js';
import type { Command } from './Command.js';
import { parseWords, usageError } from './parseWords.js';

const usage = 'aic recount FILE [--receipt PLACE:HASH] [--json]';

/** `aic recount`: counts the ballots of a vote again, with nothing but the file. */
export const recountCommand: Command = {
  name: 'recount',
  usage,
  summary: 'count the published ballots of a vote yourself, offline',
  run: async (args, { terminal, width }) => {
    const { values, positionals } = parseWords(args, usage, { texts: ['receipt'] });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw usageError(usage);
    const receipt = values.receipt === undefined ? null : parseReceipt(values.receipt);
    const vote = await readJson(file);
    const count = recount(vote);
    const checked = checkChain(vote, receipt);
    if (values.json === true) terminal.printJson({ ...count, chain: checked?.head ?? null });
    else {
      for (const line of describeCount(count, width)) terminal.print(line);
      if (checked !== null) terminal.print(describeChain(checked.head, receipt));
    }
  },
};

function parseReceipt(text: string): BallotReceipt {
  const [, place, hash] = /^([1-9]\d{0,8}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (place === undefined || hash === undefined) throw usageError(usage, 'A receipt is PLACE:HASH.');
  return { place: Number(place), hash };
}

/**
 * Whether the ballots are those that were cast, where the file says how they were: each is in its place as its voter left it, and the
 * receipt is of one of them. Throws BALLOT_CHANGED, BALLOTS_CUT or RECEIPT_UNKNOWN, and says where.
 */
function checkChain(vote: unknown, receipt: BallotReceipt | null): ChainVerdict | null {
  if (!isChained(vote)) {
    if (receipt !== null)
      throw new ApiError('BALLOTS_INVALID', 'The file does not say how its ballots were cast.');
    return null;
  }
  const verdict = orInvalid(() => verifyChain(vote));
  const { broken } = verdict;
  if (broken?.reason === 'CHANGED')
    throw new ApiError(
      'BALLOT_CHANGED',
      `Ballot ${broken.place} is not the one that was cast there: its hash is another one. It was changed, moved, put in, or one before it is missing.`,
    );
  if (broken !== null)
    throw new ApiError(
      'BALLOTS_CUT',
      `The ballots do not end where the vote ended: after ${verdict.head.count}.`,
    );
  if (receipt !== null && !hasReceipt(vote, receipt))
    throw new ApiError('RECEIPT_UNKNOWN', `Ballot ${receipt.place} is not the one this receipt is of.`);
  return verdict;
}

function describeChain({ count, hash }: BallotChainHead, receipt: BallotReceipt | null): string {
  const chain = `The chain of ${count} ballots is whole, and ends in ${hash}.`;
  return receipt === null ? chain : `${chain} Ballot ${receipt.place} is the one the receipt is of.`;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ApiError('FILE_NOT_FOUND', `${file} cannot be read.`, { cause: error });
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ApiError('BALLOTS_INVALID', `${file} holds no JSON.`, { cause: error });
  }
}

function recount(file: unknown): Count {
  return orInvalid(() => countBallots(parseBallotFile(file)));
}

/** What `read` gives; BALLOTS_INVALID when the file is not what it takes it for. */
function orInvalid<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CountError) throw new ApiError(error.code, error.message);
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    const where = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`;
    throw new ApiError('BALLOTS_INVALID', `The file is no vote that can be counted: ${where}`);
  }
}

function describeCount(count: Count, width: number): readonly string[] {
  const { method, options, ballots, weight, rounds, tallies, ties, pairwise } = count;
  const counted = `${ballots} ${ballots === 1 ? 'ballot' : 'ballots'} with a weight of ${weight} together`;
  return [
    `${method}, ${options.length} options, ${counted}`,
    ...describeVoid(count),
    '',
    ...(rounds.length > 0
      ? rounds.flatMap((round) => describeRound(round, width))
      : describeTallies(tallies, width)),
    ...(rounds.length > 0 ? [] : ties.map(describeTie)),
    ...(pairwise === null ? [] : [`Preferred to each other option: ${pairwise.condorcetWinner ?? 'none'}`]),
    count.winner === null ? 'No winner.' : `Winner: ${count.winner}`,
  ];
}

function describeVoid({ void: rejected }: Count): readonly string[] {
  const reasons = new Map<VoidReason, number[]>();
  for (const { ballot, reason } of rejected) reasons.set(reason, [...(reasons.get(reason) ?? []), ballot]);
  return [...reasons].map(([reason, ballots]) => {
    const first = ballots.slice(0, 3).map((ballot) => ballot + 1);
    const others = ballots.length > 3 ? ', …' : '';
    return `${ballots.length} void (${reason}, ballot ${first.join(', ')}${others}): ${voidReasons[reason]}`;
  });
}

function describeTallies(tallies: readonly Tally[], width: number): readonly string[] {
  return [
    ...table([['OPTION', 'VOTES'], ...tallies.map(({ option, votes }) => [option, String(votes)])], width),
    '',
  ];
}

function describeRound(
  { round, tallies, exhausted, eliminated, transfers, tie }: Round,
  width: number,
): readonly string[] {
  const moved = transfers.map(({ option, votes }) => `${votes} to ${option ?? 'nobody'}`);
  const out =
    eliminated === null ? [] : [`${eliminated} is out${moved.length > 0 ? `: ${moved.join(', ')}` : ''}.`];
  return [
    `Round ${round}`,
    ...table([['OPTION', 'VOTES'], ...tallies.map(({ option, votes }) => [option, String(votes)])], width),
    ...(exhausted > 0 ? [`Exhausted: ${exhausted}`] : []),
    ...(tie === null ? [] : [describeTie(tie)]),
    ...out,
    '',
  ];
}

/** A tie, in words. */
function describeTie({ options, brokenBy, round, chosen }: Tie): string {
  const level = `${options.join(', ')} are level`;
  switch (brokenBy) {
    case 'EARLIER_ROUND':
      return `${level}; ${chosen ?? ''} had the fewest votes in round ${round ?? ''}.`;
    case 'LOT':
      return `${level}, and were in each round before; the lot falls on ${chosen ?? ''}.`;
    case 'MARGINS':
      return `${level}; ${chosen ?? ''} won by more, all in all.`;
    case 'NOTHING':
      return `${level}, and stay so: nothing changes.`;
  }
}
