import { communityKeys } from './communities.js';
import { comparable } from './comparable.js';
import { drawOperation, type Drawn } from './drawOperations.js';
import type { LeakWorld } from './LeakWorld.js';
import type { Possessions } from './Possessions.js';
import { principalsOf } from './principals.js';
import { Random } from './Random.js';
import type { RootOperation } from './RootOperations.js';

interface Series {
  readonly world: LeakWorld;
  readonly possessions: Possessions;
  readonly operations: readonly RootOperation[];
  readonly seed: number;
  readonly size: number;
}

/** Whoever enters a community from further up needs their membership there. Everything else of the others is taken away. */
const left = ['community', 'membership'];

/**
 * Makes the same operations twice, one after the other: with what all communities have, and where the others have nothing. Answers
 * those that came out otherwise: lists, counts, limits and defaults that depend on rows of others.
 */
export async function answersThatDepend(series: Series): Promise<readonly string[]> {
  const { world, possessions, seed, size } = series;
  const community = communityKeys[seed % communityKeys.length] ?? 'alder';
  const drawing = {
    ...series,
    random: new Random(seed),
    facts: world.facts,
    principals: principalsOf(world.facts, community),
  };
  const drawn = Array.from({ length: size }, () => drawOperation(drawing));
  await world.putBack();
  const together = await askInTurn(drawn, possessions);
  await world.putBack();
  for (const { door } of world.all) await door.emptyForOthers(world.facts.ids[community], left);
  const alone = await askInTurn(drawn, possessions);
  return drawn.flatMap(({ operation, question, principal }, index) => {
    const [one = '', other = ''] = [together[index], alone[index]];
    // Limits of attempts are kept in memory, and go on counting.
    if (one === other || one.includes('RATE_LIMITED') || other.includes('RATE_LIMITED')) return [];
    const asked = `${operation.name} ${JSON.stringify(question.variables)} by ${principal.name}`;
    return [`seed ${seed}, in ${community}: ${asked}\n  with others: ${one}\n  alone: ${other}`];
  });
}

async function askInTurn(drawn: readonly Drawn[], possessions: Possessions): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const { operation, principal, question } of drawn)
    answers.push(comparable(await operation.subgraph.ask(principal.claims, question), [], possessions));
  return answers;
}
