import { Kind, valueFromASTUntyped, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { z } from 'zod';
import type { Condition } from './Condition.js';

/** What the directive of each specification demands. */
const kinds: ReadonlyMap<string, Condition['kind']> = new Map([
  ['authenticated', 'authenticated'],
  ['requiresScopes', 'scopes'],
  ['policy', 'policies'],
]);

const importSchema = z.union([
  z.string().transform((name) => ({ name, as: name })),
  z
    .object({ name: z.string(), as: z.string().nullish() })
    .transform(({ name, as }) => ({ name, as: as ?? name })),
]);

const linkSchema = z.object({
  url: z.string(),
  as: z.string().nullish(),
  import: z.array(importSchema).nullish(),
});

type Link = z.infer<typeof linkSchema>;

const specification = /^https?:\/\/specs\.apollo\.dev\/([^/]+)\/v\d+\.\d+\/?$/;
const lastName = /\/([^/]+)\/v\d+\.\d+\/?$/;

/**
 * The names under which a supergraph uses the authorization directives, without `@`: `@link` may rename them.
 * Their usual names count without a `@link`, too, unless another specification has taken the name.
 */
export function directiveNames(supergraph: DocumentNode): ReadonlyMap<string, Condition['kind']> {
  const links = linksOf(supergraph);
  const names = new Map(kinds);
  for (const link of links) for (const name of namesBy(link)) names.delete(name);
  for (const link of links) {
    const feature = specification.exec(link.url)?.[1];
    if (feature === undefined) continue;
    if (link.as != null) names.delete(feature);
    for (const [name, kind] of namesOf(link, feature)) names.set(name, kind);
  }
  return names;
}

/** The names a link to one of the official specifications gives to the directives. */
function namesOf(
  { as, import: imported }: Link,
  feature: string,
): readonly (readonly [string, Condition['kind']])[] {
  const namespace = as ?? feature;
  const named = [...kinds].flatMap(([directive, kind]) => {
    const renamed = (imported ?? []).filter(({ name }) => name === `@${directive}`);
    const names = renamed.map((entry) => entry.as.replace(/^@/, ''));
    if (feature === directive || feature === 'federation') names.push(`${namespace}__${directive}`);
    return names.map((name) => [name, kind] as const);
  });
  const own = kinds.get(feature);
  return own === undefined ? named : [[namespace, own], ...named];
}

/** Every name a link takes. */
function namesBy({ url, as, import: imported }: Link): readonly string[] {
  const namespace = as ?? lastName.exec(url)?.[1];
  const names = (imported ?? []).map((entry) => entry.as.replace(/^@/, ''));
  return namespace === undefined ? names : [namespace, ...names];
}

function linksOf(supergraph: DocumentNode): readonly Link[] {
  const directives = supergraph.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? (node.directives ?? [])
      : [],
  );
  return directives.flatMap((directive) => {
    const link = linkSchema.safeParse(argumentsOf(directive));
    return link.success ? [link.data] : [];
  });
}

/** The arguments of a directive, as plain values. */
export function argumentsOf({
  arguments: given = [],
}: ConstDirectiveNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}
