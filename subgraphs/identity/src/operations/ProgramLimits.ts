import { AttemptLimiter } from './AttemptLimiter.js';
import { GuessLimiter } from './GuessLimiter.js';

/** How often programs may ask, and how often those who approve them may be wrong. Of one process of identity. */
export interface ProgramLimits {
  /** Requests to be let in, by where they come from. */
  readonly requests: AttemptLimiter;
  /** Polls and tokens that are not genuine, by where they come from. */
  readonly failures: AttemptLimiter;
  /** Uses of genuine refresh tokens, by session. */
  readonly refreshes: AttemptLimiter;
  /** Codes that people type, by person and by all people together. */
  readonly userCodes: GuessLimiter;
}

/**
 * With 10,000 requests waiting, the most there can be, and everybody guessing as fast as they may, 1,400 guesses in the ten
 * minutes a code lives find one of 20^8 codes with a chance of 1 in 1,800; one person's 30 with a chance of 1 in 85,000.
 */
export function createProgramLimits(clock: () => Date): ProgramLimits {
  return {
    requests: new AttemptLimiter({ capacity: 30, refillPerSecond: 0.5 }, clock),
    failures: new AttemptLimiter({ capacity: 30, refillPerSecond: 0.5 }, clock),
    refreshes: new AttemptLimiter({ capacity: 30, refillPerSecond: 1 / 60 }, clock),
    userCodes: new GuessLimiter({
      each: new AttemptLimiter({ capacity: 10, refillPerSecond: 1 / 30 }, clock),
      all: new AttemptLimiter({ capacity: 200, refillPerSecond: 2 }, clock),
    }),
  };
}
