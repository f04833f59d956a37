import type { DocumentNode } from 'graphql';
import type { VariantProblem } from '../VariantDefinition.js';
import { fieldsOf, typeNodesOf } from './schemaElements.js';

const namePattern = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;

/** Names that would read as the platform's own, in errors and logs. */
const reserved = new Set([
  ...[
    'gateway',
    'platform',
    'dispatcher',
    'agent',
    'executor',
    'executors',
    'aic',
    'ai-collective',
    'collective',
  ],
  ...[
    'supergraph',
    'subgraph',
    'federation',
    'admin',
    'system',
    'root',
    'internal',
    'web',
    'console',
    'audit',
  ],
]);

/** A subgraph's name: 2 to 40 lower-case letters, digits and inner hyphens, and none of the platform's. */
export function subgraphNameProblems(
  name: string,
  platformNames: ReadonlySet<string>,
): readonly VariantProblem[] {
  if (!namePattern.test(name) || name.includes('--'))
    return [
      {
        code: 'SUBGRAPH_NAME_MALFORMED',
        message:
          'The name must be 2 to 40 lower-case letters, digits and single inner hyphens, a letter first.',
      },
    ];
  if (platformNames.has(name) || reserved.has(name))
    return [{ code: 'SUBGRAPH_NAME_RESERVED', message: `The name "${name}" is the platform's.` }];
  return [];
}

/** Names with an underscore first or two inside belong to GraphQL and federation. */
export function elementNameProblems(document: DocumentNode): readonly VariantProblem[] {
  const names = typeNodesOf(document).flatMap((type) => [
    { coordinate: type.name.value, name: type.name.value },
    ...fieldsOf(type).map((field) => ({
      coordinate: `${type.name.value}.${field.name.value}`,
      name: field.name.value,
    })),
  ]);
  return names
    .filter(({ name }) => name.startsWith('_') || name.includes('__'))
    .map(({ coordinate, name }) => ({
      code: 'SUBGRAPH_NAME_RESERVED',
      coordinate,
      message: `The name "${name}" is reserved for federation.`,
    }));
}
