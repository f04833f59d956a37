import type { Row } from './World.js';

/** What `_entities` is asked with. */
export type Representation = Readonly<Record<string, unknown>>;

/** How a subgraph looks for an entity. */
export interface Lookup {
  /** The type's name; undefined for interfaces, whose references may mean any type. */
  readonly type: string | undefined;
  /** Names of the fields of its keys. The rest of a reference are requirements. */
  readonly keys: ReadonlySet<string>;
}

/** The row a reference means: the first of the type that agrees in all key fields the reference has. */
export function findRow(
  rows: readonly Row[],
  representation: Representation,
  { type, keys }: Lookup,
): Row | undefined {
  const given = Object.entries(representation).filter(([name]) => keys.has(name));
  if (given.length === 0) return undefined;
  const candidates = rows.filter(({ __typename }) => type === undefined || __typename === type);
  return candidates.find((row) => given.every(([name, value]) => agrees(row[name], value)));
}

function agrees(actual: unknown, given: unknown): boolean {
  if (Array.isArray(given))
    return (
      Array.isArray(actual) &&
      given.length === actual.length &&
      given.every((item, n) => agrees(actual[n], item))
    );
  if (typeof given !== 'object' || given === null) return (actual ?? null) === (given ?? null);
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(given).every(
    ([name, value]) => name === '__typename' || agrees((actual as Representation)[name], value),
  );
}
