import { Draw } from './Draw.js';
import type { Question } from './LeakSubgraph.js';
import type { Possessions } from './Possessions.js';
import type { Principal } from './principals.js';
import type { Random } from './Random.js';
import type { RootOperation } from './RootOperations.js';
import type { Facts } from './Facts.js';

/** One operation, as somebody is about to make it. */
export interface Drawn {
  readonly operation: RootOperation;
  readonly principal: Principal;
  readonly question: Question;
  /** The same question about things that do not exist, where this one is about things the principal may not know. */
  readonly twin: Question | null;
  /** For each foreign thing in the question the one in its twin. */
  readonly twins: ReadonlyMap<string, string>;
}

export interface Drawing {
  readonly random: Random;
  readonly facts: Facts;
  readonly possessions: Possessions;
  readonly operations: readonly RootOperation[];
  readonly principals: readonly Principal[];
}

/** Draws who asks for what. */
export function drawOperation({ operations, principals, ...drawing }: Drawing, foreignOnly = false): Drawn {
  const operation = drawing.random.pick(operations);
  const principal = drawing.random.pick(principals);
  const draw = new Draw({ ...drawing, principal, foreignOnly });
  const question = operation.question(draw);
  const { twins } = draw;
  const isComparable = twins.size > 0 && !draw.hasCursor;
  const twin = isComparable ? { ...question, variables: replaced(question.variables, twins) } : null;
  return { operation, principal, question, twin, twins };
}

/** Variables with some texts in them replaced, wherever they are. */
function replaced<T>(value: T, by: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return (by.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => replaced(each, by)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, replaced(each as unknown, by)]),
  ) as T;
}
