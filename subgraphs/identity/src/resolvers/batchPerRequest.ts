interface Batch<Row> {
  readonly ids: Set<string>;
  readonly rows: Promise<ReadonlyMap<string, Row>>;
}

/**
 * Collects the ids a request asks for in one go and loads them together, so that a list of a hundred references
 * costs one transaction.
 */
export function batchPerRequest<Context extends object, Row extends { readonly id: string }>(
  load: (context: Context, ids: readonly string[]) => Promise<readonly Row[]>,
): (context: Context, id: string) => Promise<Row | null> {
  const open = new WeakMap<Context, Batch<Row>>();

  function begin(context: Context): Batch<Row> {
    const ids = new Set<string>();
    const rows = Promise.resolve().then(async () => {
      open.delete(context);
      return new Map((await load(context, [...ids])).map((row) => [row.id, row]));
    });
    return { ids, rows };
  }

  return async (context, id) => {
    const batch = open.get(context) ?? begin(context);
    open.set(context, batch);
    batch.ids.add(id);
    return (await batch.rows).get(id) ?? null;
  };
}
