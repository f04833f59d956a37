import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { isTypeDefinitionNode, parse, print, validateSchema, type DocumentNode } from 'graphql';
import { publicSchemaOf } from '../../engine/supergraph/publicSchemaOf.js';
import type { Contract, VariantProblem } from '../VariantDefinition.js';
import { hiddenElements } from './hiddenElements.js';
import { markInaccessible } from './markInaccessible.js';
import { visibleTypes } from './visibleTypes.js';

export type ContractResult =
  | { readonly ok: true; readonly supergraphSdl: string }
  | { readonly ok: false; readonly problems: readonly VariantProblem[] };

/**
 * Hides from clients what a contract hides, by marking it `@inaccessible` in the supergraph: subgraphs' keys and
 * requirements still work. Types that nothing visible reaches are hidden, too. Refuses a contract that leaves the
 * public schema in pieces: CONTRACT_EMPTIES_QUERY, CONTRACT_EMPTIES_TYPE, CONTRACT_HIDES_REFERENCED,
 * CONTRACT_HIDES_REQUIRED, CONTRACT_BREAKS_SCHEMA.
 */
export function applyContract(supergraphSdl: string, contract: Contract): ContractResult {
  const supergraph = parse(supergraphSdl, { noLocation: true });
  const hidden = hiddenElements(supergraph, contract);
  const visibility = visibleTypes(supergraph, hidden, { dropsEmpty: contract.include.length > 0 });
  if (visibility.problems.length > 0) return { ok: false, problems: visibility.problems };
  const clientTypes = clientTypeNames(supergraph);
  const isHidden = (coordinate: string) => {
    const type = coordinate.split('.', 1)[0] ?? '';
    if (!clientTypes.has(type)) return false;
    return hidden.has(coordinate) || (coordinate === type && !visibility.types.has(type));
  };
  const marked = markInaccessible(supergraph, isHidden);
  const problems = schemaProblems(marked);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, supergraphSdl: print(marked) };
}

/** Names of the types that clients would see without a contract: federation's own machinery is never touched. */
function clientTypeNames(supergraph: DocumentNode): ReadonlySet<string> {
  const { definitions } = transformSupergraphToPublicSchema(supergraph);
  return new Set(definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value));
}

/** What the walk does not know: a type that lost a field its interface shows, and the like. */
function schemaProblems(supergraph: DocumentNode): readonly VariantProblem[] {
  try {
    return validateSchema(publicSchemaOf(supergraph)).map(({ message }) => ({
      code: 'CONTRACT_BREAKS_SCHEMA',
      message: `The contract leaves a schema that is not valid: ${message}`,
    }));
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown reason';
    return [{ code: 'CONTRACT_BREAKS_SCHEMA', message: `The contract leaves no schema: ${message}` }];
  }
}
