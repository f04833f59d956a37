import { Kind, valueFromASTUntyped, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { isJsonObject, type JsonObject } from '../../engine/jsonObject.js';

/** What a supergraph calls the two directives. */
export interface CostDirectiveNames {
  readonly cost: string;
  readonly listSize: string;
}

const costSpecification = /\/cost\/v\d+\.\d+\/?$/;

/**
 * Names of `@cost` and `@listSize` in a supergraph. Composition links the cost specification and may import its
 * directives under other names (`federation__cost` when a subgraph imports nothing); without the link they have
 * their own names, as directives composed with `@composeDirective` do.
 */
export function costDirectiveNames(supergraph: DocumentNode): CostDirectiveNames {
  const link = linksOf(supergraph).find(({ url }) => typeof url === 'string' && costSpecification.test(url));
  if (link === undefined) return { cost: 'cost', listSize: 'listSize' };
  const prefix = typeof link.as === 'string' ? link.as : 'cost';
  const imported = importsOf(link.import);
  // The directive that is named as its specification needs no prefix.
  return {
    cost: imported.get('@cost') ?? prefix,
    listSize: imported.get('@listSize') ?? `${prefix}__listSize`,
  };
}

function linksOf({ definitions }: DocumentNode): readonly JsonObject[] {
  const schemas = definitions.filter(
    (node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION,
  );
  return schemas.flatMap(({ directives = [] }) =>
    directives.filter(({ name }) => name.value === 'link').map(argumentsOf),
  );
}

/** The arguments of a directive by name, as plain values. */
export function argumentsOf({ arguments: given = [] }: ConstDirectiveNode): JsonObject {
  return Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}

function importsOf(imports: unknown): ReadonlyMap<string, string> {
  const entries = Array.isArray(imports) ? (imports as readonly unknown[]) : [];
  return new Map(entries.flatMap(importOf));
}

function importOf(entry: unknown): readonly (readonly [string, string])[] {
  if (typeof entry === 'string') return [[entry, entry.slice(1)]];
  if (!isJsonObject(entry)) return [];
  const { name, as = name } = entry;
  return typeof name === 'string' && typeof as === 'string' ? [[name, as.slice(1)]] : [];
}
