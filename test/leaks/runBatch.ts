import { communityKeys } from './communities.js';
import { comparable } from './comparable.js';
import { drawOperation, type Drawn } from './drawOperations.js';
import type { LeakWorld } from './LeakWorld.js';
import { messagesAbroad } from './messagesAbroad.js';
import { wordsOf, type Possessions } from './Possessions.js';
import { principalsOf } from './principals.js';
import { Random } from './Random.js';
import type { RootOperation } from './RootOperations.js';
import { changesBetween, readDigests } from './StateDigests.js';

interface Batch {
  readonly world: LeakWorld;
  readonly possessions: Possessions;
  readonly operations: readonly RootOperation[];
  readonly seed: number;
  readonly size: number;
}

interface Asked {
  readonly drawn: Drawn;
  readonly answer: string;
  readonly twinAnswer: string | null;
}

const atOnce = 6;
const longestShown = 600;

/**
 * Makes operations in one community, many at a time, and answers what got about of the others: in words, each with what it takes
 * to see it again. Everything is put back first.
 */
export async function runBatch(batch: Batch): Promise<readonly string[]> {
  const { world, seed, size } = batch;
  const community = communityKeys[seed % communityKeys.length] ?? 'alder';
  const random = new Random(seed);
  const drawing = { ...batch, random, facts: world.facts, principals: principalsOf(world.facts, community) };
  const drawn = Array.from({ length: size }, () => drawOperation(drawing));
  await world.putBack();
  const before = await readDigests(world, community);
  const asked = await askAll(drawn);
  const told = [
    ...tellingTexts(batch, asked),
    ...changesBetween(before, await readDigests(world, community)).map((place) => `rows changed: ${place}`),
    ...(await messagesAbroad(world, community)).map((text) => `a message abroad: ${text}`),
    ...(await tellingExistence(batch, asked)),
  ];
  return told.map((each) => `seed ${seed}, in ${community}: ${each}`);
}

async function askAll(drawn: readonly Drawn[]): Promise<readonly Asked[]> {
  const waiting = [...drawn.entries()].reverse();
  const asked: Asked[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      asked[next[0]] = await ask(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return asked;
}

async function ask(drawn: Drawn): Promise<Asked> {
  const { operation, principal, question, twin } = drawn;
  const answer = await operation.subgraph.ask(principal.claims, question);
  const twinAnswer = twin === null ? null : await operation.subgraph.ask(principal.claims, twin);
  return { drawn, answer, twinAnswer };
}

/** Texts of others in answers. What was said in this operation, or in a change that was made, is no news. */
function tellingTexts({ possessions }: Batch, asked: readonly Asked[]): readonly string[] {
  const saidBefore = new Set(asked.flatMap(saidIn));
  return asked.flatMap(({ drawn, answer }) => {
    const said = new Set([...saidBefore, ...wordsOf(JSON.stringify(drawn.question.variables))]);
    const leaked = possessions.leaksTo(drawn.principal.knower, answer, said);
    return leaked.length === 0
      ? []
      : [`told ${leaked.join(', ')}: ${described(drawn)}\n  answer: ${shown(answer)}`];
  });
}

/** What a change that was made tells the community: its arguments, and who joined it, if somebody did. */
function saidIn({ drawn: { operation, question, principal }, answer }: Asked): readonly string[] {
  if (!operation.isMutation || answer.includes('"errors"')) return [];
  const joined = operation.name === 'identity.acceptInvitation' ? [principal.name] : [];
  return [...wordsOf(JSON.stringify(question.variables)), ...joined];
}

/** Answers that tell what exists from what does not. Others may have been in the way: each is asked again, alone. */
async function tellingExistence(batch: Batch, asked: readonly Asked[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const each of asked) {
    if (isSame(batch, each)) continue;
    const again = await askAlone(batch, each.drawn);
    if (!isSame(batch, again))
      found.push(
        `existence: ${described(each.drawn)}\n  answer: ${shown(again.answer)}\n  of nothing: ${shown(again.twinAnswer ?? '')}`,
      );
  }
  return found;
}

function isSame({ possessions }: Batch, { drawn, answer, twinAnswer }: Asked): boolean {
  if (twinAnswer === null) return true;
  const [about, aboutNothing] = [drawn.twins.keys(), drawn.twins.values()];
  return comparable(answer, about, possessions) === comparable(twinAnswer, aboutNothing, possessions);
}

async function askAlone({ world }: Batch, drawn: Drawn): Promise<Asked> {
  const { operation, principal, question, twin } = drawn;
  await world.putBack();
  const answer = await operation.subgraph.ask(principal.claims, question);
  await world.putBack();
  const twinAnswer = twin === null ? null : await operation.subgraph.ask(principal.claims, twin);
  return { drawn, answer, twinAnswer };
}

function described({ operation, principal, question }: Drawn): string {
  return `${operation.name} ${JSON.stringify(question.variables)} by ${principal.name}, ${JSON.stringify(principal.claims)}`;
}

function shown(answer: string): string {
  return answer.length > longestShown ? `${answer.slice(0, longestShown)}…` : answer;
}
