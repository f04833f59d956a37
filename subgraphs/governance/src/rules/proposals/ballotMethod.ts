import type { Vote } from '@ai-collective/contracts';
import { positions } from './LiveVote.js';

/** How ballots are counted, and of what options. */
export type OpenVoteMethod = Pick<Vote, 'method' | 'options'>;

/** How the ballots of a proposal are counted: those for and against are a single choice. */
export function ballotMethod({
  method,
  options,
}: {
  readonly method: Vote['method'] | 'for-against';
  readonly options: readonly string[];
}): OpenVoteMethod {
  return method === 'for-against' ? { method: 'single-choice', options: positions } : { method, options };
}
