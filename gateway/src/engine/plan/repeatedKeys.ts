/** Keys that more than one of some queries has, however often each has it. */
export function repeatedKeys(
  queries: readonly string[],
  keysOf: (query: string) => Iterable<string>,
): ReadonlySet<string> {
  if (queries.length < 2) return new Set();
  const keys = queries.flatMap((query) => [...new Set(keysOf(query))]);
  return new Set(keys.filter((key, position) => keys.indexOf(key) !== position));
}
