import { Kind, parse, print, type ConstDirectiveNode } from 'graphql';
import { fieldsOf, typeNodesOf, type TypeNode } from './schemaElements.js';

/** What a community's subgraph must know of a type of the platform. */
export interface PlatformType {
  readonly kind: 'object' | 'scalar' | 'other';
  /** Fields and their types as written. */
  readonly fields: ReadonlyMap<string, string>;
  /** Each `@key`, in its normal form. */
  readonly keys: ReadonlySet<string>;
}

export type PlatformTypes = ReadonlyMap<string, PlatformType>;

interface GrowingType {
  kind: PlatformType['kind'];
  readonly fields: Map<string, string>;
  readonly keys: Set<string>;
}

/** All types that the platform's subgraphs define or extend, joined over the subgraphs. */
export function platformTypesOf(sdls: readonly string[]): PlatformTypes {
  const types = new Map<string, GrowingType>();
  for (const node of sdls.flatMap((sdl) => typeNodesOf(parse(sdl, { noLocation: true })))) {
    const type = types.get(node.name.value) ?? { kind: kindOf(node), fields: new Map(), keys: new Set() };
    types.set(node.name.value, type);
    for (const field of fieldsOf(node)) type.fields.set(field.name.value, print(field.type));
    for (const key of keysOf(node.directives ?? [])) type.keys.add(key);
  }
  return types;
}

/** Normal forms of the keys among directives. Malformed ones are left out: composition refuses them. */
export function keysOf(directives: readonly ConstDirectiveNode[]): readonly string[] {
  return directives.flatMap((directive) => {
    if (plainName(directive.name.value) !== 'key') return [];
    const value = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
    return value?.kind === Kind.STRING ? [normalKey(value.value)] : [];
  });
}

/** The names at the top of a key. */
export function topFieldsOf(key: string): readonly string[] {
  return key
    .replace(/\{.*\}/g, ' ')
    .split(' ')
    .filter((name) => name !== '');
}

/** Federation's directives have a prefix where they are not imported. */
export function plainName(directive: string): string {
  return directive.replace(/^federation__/, '');
}

function normalKey(fields: string): string {
  const text = fields
    .replace(/[{}]/g, ' $& ')
    .replace(/[\s,]+/g, ' ')
    .trim();
  return text.includes('{') ? text : text.split(' ').sort().join(' ');
}

function kindOf({ kind }: TypeNode): PlatformType['kind'] {
  if (kind === Kind.OBJECT_TYPE_DEFINITION || kind === Kind.OBJECT_TYPE_EXTENSION) return 'object';
  return kind === Kind.SCALAR_TYPE_DEFINITION || kind === Kind.SCALAR_TYPE_EXTENSION ? 'scalar' : 'other';
}
