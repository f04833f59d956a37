import { Kind, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { AuthorizationRules } from '../../authorization/AuthorizationRules.js';
import { readAuthorizationRules } from '../../authorization/readAuthorizationRules.js';
import { requiredNamesOf, type RequiredNames } from '../operation/requiredNames.js';
import { withStandInTypes } from '../plan/staging/standInTypes.js';
import { Joins } from './Joins.js';
import { planningSdl } from './planningSdl.js';
import { publicSchemaOf } from './publicSchemaOf.js';
import { TypeMembership } from './TypeMembership.js';

/** Everything the engine reads off a supergraph, once. */
export interface Supergraph {
  readonly schema: GraphQLSchema;
  readonly membership: TypeMembership;
  /** What the planner is told. */
  readonly planningSdl: string;
  /** Subgraphs by the name the planner knows them by, where that is not their own. */
  readonly plannedSubgraphs: ReadonlyMap<string, string>;
  /** Field names that keys and requirements use; see DataKeys. */
  readonly requiredNames: RequiredNames;
  /** What authorization directives protect; undefined when there are none. */
  readonly authorization: AuthorizationRules | undefined;
  /** Which subgraph has what, and what stands in for it; see withStandInTypes. */
  readonly joins: Joins;
  /** URL of each subgraph as composition recorded it, by name. */
  readonly subgraphs: ReadonlyMap<string, string>;
}

/** Reads a Federation 2 supergraph. Throws when the text is not one; what is wrong with it otherwise, the planner says. */
export function readSupergraph(supergraphSdl: string): Supergraph {
  const document = parse(supergraphSdl, { noLocation: true });
  const planning = planningSdl(supergraphSdl, document);
  return {
    schema: publicSchemaOf(document),
    membership: new TypeMembership(document),
    requiredNames: requiredNamesOf(document),
    authorization: readAuthorizationRules(document),
    planningSdl: planning.sdl,
    plannedSubgraphs: planning.subgraphs,
    joins: new Joins(withStandInTypes(document)),
    subgraphs: subgraphsOf(document),
  };
}

function subgraphsOf(document: DocumentNode): ReadonlyMap<string, string> {
  const graphs = document.definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION)
    throw new Error('The text is no supergraph: it has no join__Graph.');
  return new Map(
    (graphs.values ?? []).map((value) => {
      const graph = value.directives?.find((directive) => directive.name.value === 'join__graph');
      const read = (name: string) => {
        const argument = graph?.arguments?.find((candidate) => candidate.name.value === name);
        return argument?.value.kind === Kind.STRING ? argument.value.value : '';
      };
      return [read('name'), read('url')] as const;
    }),
  );
}
