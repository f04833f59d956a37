import {
  print,
  visit,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { RequiredNames } from './requiredNames.js';

const prefix = '_client_';
const made = /^_client_(?:\d+_)?/;

/**
 * The keys under which the fields of one operation are fetched. Within an operation a data key stands for one field
 * with one set of arguments, wherever it is, so that an entity found at several places can be completed once for all
 * of them. A field makes way, by an alias, for another one with its response key, and for a field that some `@key` or
 * `@requires` may need under that name: the planner (0.0.38) loses its own alias for those below a type condition.
 */
export class DataKeys {
  readonly #requiredNames: RequiredNames;
  /** Fields by response key, in the order they were met: each has its position. Only keys with several. */
  readonly #rivals = new Map<string, ReadonlyMap<string, number>>();

  constructor(
    requiredNames: RequiredNames,
    nodes: Iterable<OperationDefinitionNode | FragmentDefinitionNode>,
  ) {
    this.#requiredNames = requiredNames;
    const met = new Map<string, Map<string, number>>();
    for (const node of nodes) visit(node, { Field: (field) => meet(met, field) });
    for (const [key, fields] of met) if (fields.size > 1) this.#rivals.set(key, fields);
  }

  keyOf(field: FieldNode): string {
    const key = (field.alias ?? field.name).value;
    const position = this.#rivals.get(key)?.get(signatureOf(field)) ?? 0;
    if (position > 0) return `${prefix}${position}_${key}`;
    return this.#mustMakeWay(field, key) ? prefix + key : key;
  }

  #mustMakeWay({ name, arguments: given = [] }: FieldNode, key: string): boolean {
    if (key.startsWith(prefix) || (key === '__typename' && name.value !== key)) return true;
    const required = this.#requiredNames.get(key);
    const isPlain = key === name.value && given.length === 0;
    return required !== undefined && (!isPlain || required.withArguments);
  }
}

/** The client's response key for a key of the data. */
export function responseKeyOf(dataKey: string): string {
  return dataKey.startsWith(prefix) ? dataKey.replace(made, '') : dataKey;
}

function meet(met: Map<string, Map<string, number>>, field: FieldNode): void {
  const key = (field.alias ?? field.name).value;
  const fields = met.get(key) ?? new Map<string, number>();
  met.set(key, fields);
  const signature = signatureOf(field);
  if (!fields.has(signature)) fields.set(signature, fields.size);
}

function signatureOf({ name, arguments: given = [] }: FieldNode): string {
  if (given.length === 0) return name.value;
  const written = given.map((argument) => print(argument)).sort();
  return `${name.value}(${written.join(',')})`;
}
