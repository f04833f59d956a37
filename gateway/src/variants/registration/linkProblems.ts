import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import type { VariantProblem } from '../VariantDefinition.js';

const federation = /^https:\/\/specs\.apollo\.dev\/federation\/v2\.\d{1,2}$/;
const usualName = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;
const link = /^https:\/\/specs\.apollo\.dev\/link\/v1\.0$/;

/**
 * A community's subgraph speaks Federation 2 under its usual names: a renamed directive or root type would mean one
 * thing to composition and another to the rules here.
 */
export function linkProblems(document: DocumentNode): readonly VariantProblem[] {
  const nodes = document.definitions.filter(
    (node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION,
  );
  const directives = nodes.flatMap((node) => node.directives ?? []);
  const renamed = nodes
    .flatMap((node) => node.operationTypes ?? [])
    .filter(({ operation, type }) => type.name.value !== usualName[operation]);
  return [
    ...renamed.map(({ operation }) =>
      problem('SUBGRAPH_ROOT_RENAMED', `The ${operation} type must be named ${usualName[operation]}.`),
    ),
    ...directives.flatMap(directiveProblem),
    ...(directives.filter(isFederation).length === 1
      ? []
      : [problem('SUBGRAPH_NOT_FEDERATION_2', 'The schema must link Federation 2, once.')]),
  ];
}

function directiveProblem(directive: ConstDirectiveNode): readonly VariantProblem[] {
  if (directive.name.value !== 'link')
    return [problem('SUBGRAPH_DIRECTIVE_REFUSED', `@${directive.name.value} may not be on the schema.`)];
  if (isRenaming(directive))
    return [problem('SUBGRAPH_LINK_REFUSED', 'Links may not rename what they import.')];
  if (isFederation(directive) || link.test(urlOf(directive))) return [];
  return [problem('SUBGRAPH_LINK_REFUSED', 'Only Federation 2 may be linked.')];
}

function isFederation(directive: ConstDirectiveNode): boolean {
  return federation.test(urlOf(directive));
}

function urlOf(directive: ConstDirectiveNode): string {
  const value = directive.arguments?.find(({ name }) => name.value === 'url')?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}

function isRenaming({ arguments: given = [] }: ConstDirectiveNode): boolean {
  return given.some(({ name, value }) => {
    if (name.value === 'as') return true;
    if (name.value !== 'import') return false;
    return value.kind !== Kind.LIST || value.values.some(({ kind }) => kind !== Kind.STRING);
  });
}

function problem(code: string, message: string): VariantProblem {
  return { code, message };
}
