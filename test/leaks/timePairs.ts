import { drawOperation, type Drawing, type Drawn } from './drawOperations.js';
import type { LeakWorld } from './LeakWorld.js';
import type { Question } from './LeakSubgraph.js';
import { lastingExcess, type TimedPair } from '@ai-collective/platform/testing';

/**
 * How many milliseconds longer an operation takes about foreign things than about nothing, for good; 0 for none. Undefined
 * for operations that are about no such thing.
 */
export async function timeTold(
  world: LeakWorld,
  drawing: Drawing,
  firstPairs: number,
): Promise<number | undefined> {
  if (drawComparable(drawing) === undefined) return undefined;
  return lastingExcess({ measure: (count) => timePairs(world, drawing, count), firstPairs });
}

async function timePairs(world: LeakWorld, drawing: Drawing, count: number): Promise<readonly TimedPair[]> {
  const pairs: TimedPair[] = [];
  while (pairs.length < count) {
    const drawn = drawComparable(drawing);
    if (drawn === undefined) throw new Error('an operation is comparable at times only');
    const pair = await timePair(drawn, drawing);
    if (pair !== undefined) pairs.push(pair);
    // What is made under a name is there the next time: such answers are not alike, and nothing to compare.
    else await world.putBack();
  }
  // The first one finds everything cold.
  return pairs.slice(1);
}

/** Both are asked in turn, either first. Undefined when one failed and the other did not. */
async function timePair(
  { operation, principal, question, twin }: Drawn,
  { random }: Drawing,
): Promise<TimedPair | undefined> {
  if (twin === null) throw new Error('there is nothing to compare with');
  const ask = async (asked: Question) => {
    const begun = performance.now();
    const answer = await operation.subgraph.ask(principal.claims, asked);
    return { milliseconds: performance.now() - begun, failed: answer.includes('"errors"') };
  };
  const foreignFirst = random.chance(0.5);
  const one = await ask(foreignFirst ? question : twin);
  const other = await ask(foreignFirst ? twin : question);
  if (one.failed !== other.failed) return undefined;
  const [foreign, unknown] = foreignFirst ? [one, other] : [other, one];
  return { foreign: foreign.milliseconds, unknown: unknown.milliseconds };
}

/** Arguments that may be left out are, at times: then there is nothing to compare. */
const mostDraws = 50;

function drawComparable(drawing: Drawing): Drawn | undefined {
  for (let draw = 0; draw < mostDraws; draw += 1) {
    const drawn = drawOperation(drawing, true);
    if (drawn.twin !== null) return drawn;
  }
  return undefined;
}
