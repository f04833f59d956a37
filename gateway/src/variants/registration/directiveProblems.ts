import { Kind, type DocumentNode } from 'graphql';
import type { VariantProblem } from '../VariantDefinition.js';
import { plainName } from './platformTypes.js';
import { directiveUsesIn, typeNodesOf } from './schemaElements.js';

/**
 * Directives that a community's subgraph may use. Not among them: `@interfaceObject` and `@composeDirective`, which
 * reach beyond the subgraph's own types, and `@context`, which hands it values from its parents.
 */
const allowed = new Set([
  ...['key', 'external', 'shareable', 'requires', 'provides', 'override', 'extends'],
  ...['tag', 'inaccessible', 'authenticated', 'requiresScopes', 'policy', 'cost', 'listSize'],
  ...['deprecated', 'specifiedBy', 'oneOf'],
]);

/** `@override` is checked besides: it may take fields from the community's own subgraphs only. */
export function directiveProblems(
  document: DocumentNode,
  platformNames: ReadonlySet<string>,
): readonly VariantProblem[] {
  const problems: VariantProblem[] = [];
  for (const node of document.definitions)
    if (node.kind === Kind.DIRECTIVE_DEFINITION && !allowed.has(plainName(node.name.value)))
      problems.push(refused(`@${node.name.value}`, node.name.value));
  for (const { coordinate, directive } of typeNodesOf(document).flatMap(directiveUsesIn)) {
    const name = plainName(directive.name.value);
    if (!allowed.has(name)) problems.push(refused(coordinate, directive.name.value));
    if (name !== 'override') continue;
    const from = directive.arguments?.find((argument) => argument.name.value === 'from')?.value;
    if (from?.kind === Kind.STRING && platformNames.has(from.value.toLowerCase()))
      problems.push({
        code: 'SUBGRAPH_OVERRIDES_PLATFORM',
        coordinate,
        message: `${coordinate} would take the place of a field of the platform.`,
      });
  }
  return problems;
}

function refused(coordinate: string, name: string): VariantProblem {
  const message = `${coordinate} uses @${name}, which a community's subgraph may not.`;
  return { code: 'SUBGRAPH_DIRECTIVE_REFUSED', coordinate, message };
}
