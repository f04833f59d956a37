import { parse, type GraphQLSchema } from 'graphql';
import { publicSchemaOf } from '../../engine/supergraph/publicSchemaOf.js';
import type { SubgraphDefinition } from '../../supergraph/composeSupergraph.js';
import { composeVariant } from '../composeVariant.js';
import type { CommunitySubgraph, VariantDefinition, VariantProblem } from '../VariantDefinition.js';
import type { RegistrationRules } from './checkCommunitySubgraphs.js';
import { platformDrift } from './platformDrift.js';
import { schemaChanges, type SchemaChange } from './schemaChanges.js';

/** What is in force now. */
export interface CurrentVariant {
  readonly platform: readonly SubgraphDefinition[];
  readonly definition: VariantDefinition;
  readonly egress: RegistrationRules['egress'];
}

export type DryRun =
  | { readonly ok: false; readonly problems: readonly VariantProblem[] }
  | { readonly ok: true; readonly schemaDiff: readonly SchemaChange[] };

/**
 * What would happen if a community added a subgraph: the problems, for the members who vote, or how the public schema
 * would change. Depends on its arguments only.
 */
export function dryRunComposition(input: {
  readonly current: CurrentVariant;
  readonly added: CommunitySubgraph;
}): Promise<DryRun> {
  const { definition } = input.current;
  const proposed = { ...definition, subgraphs: [...definition.subgraphs, input.added] };
  return dryRunVariant({ current: input.current, proposed });
}

/** The same for any other variant of the community: a subgraph removed or replaced, another contract. */
export async function dryRunVariant(input: {
  readonly current: CurrentVariant;
  readonly proposed: VariantDefinition;
}): Promise<DryRun> {
  const { platform, egress, definition } = input.current;
  const result = composeVariant({ platform, egress, definition: input.proposed });
  if (!result.ok) return result;
  const { subgraphs } = input.proposed;
  const bare = schemaOf({ platform, egress, definition: { subgraphs: [] } });
  const drift = platformDrift(bare, schemaOf({ platform, egress, definition: { subgraphs } }));
  if (drift.length > 0) return { ok: false, problems: drift };
  const after = publicSchemaOf(parse(result.supergraphSdl, { noLocation: true }));
  return { ok: true, schemaDiff: await schemaChanges(schemaOf({ platform, egress, definition }), after) };
}

/** The public schema of a variant that is, or was, in force. Should it not compose any more, the platform's. */
function schemaOf(parts: Parameters<typeof composeVariant>[0]): GraphQLSchema {
  const result = composeVariant(parts);
  if (result.ok) return publicSchemaOf(parse(result.supergraphSdl, { noLocation: true }));
  if (parts.definition.subgraphs.length === 0 && parts.definition.contract === undefined)
    throw new Error(`The platform's own subgraphs do not compose: ${result.problems[0]?.message ?? ''}`);
  return schemaOf({ ...parts, definition: { subgraphs: [] } });
}
