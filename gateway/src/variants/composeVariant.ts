import { composeSupergraph, type SubgraphDefinition } from '../supergraph/composeSupergraph.js';
import { applyContract } from './contract/applyContract.js';
import { checkCommunitySubgraphs, type RegistrationRules } from './registration/checkCommunitySubgraphs.js';
import { compositionProblem } from './registration/compositionProblem.js';
import { platformTypesOf } from './registration/platformTypes.js';
import type { VariantDefinition, VariantProblem } from './VariantDefinition.js';

export interface VariantParts {
  /** The platform's subgraphs. */
  readonly platform: readonly SubgraphDefinition[];
  readonly definition: VariantDefinition;
  readonly egress: RegistrationRules['egress'];
}

export type VariantComposition =
  | { readonly ok: true; readonly supergraphSdl: string }
  | { readonly ok: false; readonly problems: readonly VariantProblem[] };

/**
 * A variant's supergraph: the platform's subgraphs and the community's own, less what its contract hides. The rules are
 * checked here, too: the platform may have changed since the registration.
 */
export function composeVariant({ platform, definition, egress }: VariantParts): VariantComposition {
  const problems = checkCommunitySubgraphs(definition.subgraphs, {
    platformTypes: platformTypesOf(platform.map(({ sdl }) => sdl)),
    platformNames: new Set(platform.map(({ name }) => name)),
    egress,
  });
  if (problems.length > 0) return { ok: false, problems };
  const composition = composeSupergraph([...platform, ...definition.subgraphs]);
  if (!composition.ok) {
    const { codes, problems: details } = composition;
    return {
      ok: false,
      problems: details.map((detail, index) => compositionProblem(codes[index] ?? '', detail)),
    };
  }
  const { contract } = definition;
  return contract === undefined ? composition : applyContract(composition.supergraphSdl, contract);
}
