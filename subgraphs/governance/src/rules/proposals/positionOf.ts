import type { Ballot } from '@ai-collective/contracts';
import { positions, type Position } from './LiveVote.js';

/** What a valid ballot says of its proposal. One of a poll is for there being an answer, whatever its options are called. */
export function positionOf(method: string, { choice }: Ballot): Position {
  const said = positions.find((position) => position === choice);
  return method === 'for-against' && said !== undefined ? said : 'FOR';
}
