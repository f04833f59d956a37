import { z } from 'zod';
import type { Ballot } from './Ballot.js';
import type { Vote } from './countBallots.js';
import { votingMethods } from './votingMethod.js';

/** A name that says what it shows: no control characters, and none that turn the direction of what follows. */
export const optionNameSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'must have no control characters');

const ballotFileSchema = z.object({
  method: z.enum(votingMethods),
  options: z.array(optionNameSchema),
  ballots: z.array(z.unknown()),
  seed: z
    .string()
    .regex(/^([0-9a-f]{2})*$/i, 'must be hexadecimal')
    .default(''),
});

export type BallotFile = z.input<typeof ballotFileSchema>;

/**
 * A vote as it is published for anybody to count: `method`, `options`, `ballots`, and `seed` (hex) where lots may have to be drawn. Only
 * what holds for all of it is checked here; a ballot that is wrong is void by itself.
 * @throws ZodError when it is no such file
 */
export function parseBallotFile(file: unknown): Vote {
  const { ballots, seed, ...vote } = ballotFileSchema.parse(file);
  return { ...vote, ballots: ballots as readonly Ballot[], seed: bytesOf(seed) };
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
