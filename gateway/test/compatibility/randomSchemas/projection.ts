import { Kind, parse, type SelectionSetNode } from 'graphql';

/** What a field set selects of a row, or of the representation that stands for it, as text. */
export function projection(source: unknown, fieldSet: string): string {
  const [operation] = parse(`{ ${fieldSet} }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no field set');
  return JSON.stringify(project(source, operation.selectionSet));
}

function project(source: unknown, { selections }: SelectionSetNode): unknown {
  if (Array.isArray(source)) return source.map((item) => project(item, { selections } as SelectionSetNode));
  if (typeof source !== 'object' || source === null) return null;
  return selections.map((node) => {
    if (node.kind !== Kind.FIELD) throw new Error('field sets here have no fragments');
    const value = read(source as Readonly<Record<string, unknown>>, node.name.value);
    return node.selectionSet === undefined ? (value ?? null) : project(value, node.selectionSet);
  });
}

/** Rows have functions for fields; representations have values. */
function read(source: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = source[name];
  return typeof value === 'function' ? (value as (args: object) => unknown).call(source, {}) : value;
}
