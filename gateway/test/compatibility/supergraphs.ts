import type { Supergraph } from './Supergraph.js';
import { abstractCompletion } from './supergraphs/abstractCompletion.js';
import { aliases } from './supergraphs/aliases.js';
import { compoundKeys } from './supergraphs/compoundKeys.js';
import { conditions } from './supergraphs/conditions.js';
import { connections } from './supergraphs/connections.js';
import { deepNesting } from './supergraphs/deepNesting.js';
import { differingEntities } from './supergraphs/differingEntities.js';
import { differingFields } from './supergraphs/differingFields.js';
import { directivesThatStay } from './supergraphs/directivesThatStay.js';
import { enums } from './supergraphs/enums.js';
import { extendedTypes } from './supergraphs/extendedTypes.js';
import { failingSubgraphs } from './supergraphs/failingSubgraphs.js';
import { fragments } from './supergraphs/fragments.js';
import { inaccessible } from './supergraphs/inaccessible.js';
import { inputs } from './supergraphs/inputs.js';
import { interfaceKeys } from './supergraphs/interfaceKeys.js';
import { interfaceObject } from './supergraphs/interfaceObject.js';
import { interfaceObjectKeys } from './supergraphs/interfaceObjectKeys.js';
import { interfaces } from './supergraphs/interfaces.js';
import { introspection } from './supergraphs/introspection.js';
import { keyChains } from './supergraphs/keyChains.js';
import { lyingSubgraphs } from './supergraphs/lyingSubgraphs.js';
import { manyEntities } from './supergraphs/manyEntities.js';
import { mutations } from './supergraphs/mutations.js';
import { mutualRequirements } from './supergraphs/mutualRequirements.js';
import { names } from './supergraphs/names.js';
import { nestedInterfaceObjects } from './supergraphs/nestedInterfaceObjects.js';
import { nestedLists } from './supergraphs/nestedLists.js';
import { nestedRequirements } from './supergraphs/nestedRequirements.js';
import { nonNull } from './supergraphs/nonNull.js';
import { nullableKeys } from './supergraphs/nullableKeys.js';
import { override } from './supergraphs/override.js';
import { overrideLabels } from './supergraphs/overrideLabels.js';
import { overrideTogether } from './supergraphs/overrideTogether.js';
import { provides } from './supergraphs/provides.js';
import { renamedRoots } from './supergraphs/renamedRoots.js';
import { requirementChains } from './supergraphs/requirementChains.js';
import { requirementsBehind } from './supergraphs/requirementsBehind.js';
import { requirementsOfKeys } from './supergraphs/requirementsOfKeys.js';
import { requires } from './supergraphs/requires.js';
import { requiresArguments } from './supergraphs/requiresArguments.js';
import { requiresInterfaces } from './supergraphs/requiresInterfaces.js';
import { requiresLists } from './supergraphs/requiresLists.js';
import { scalars } from './supergraphs/scalars.js';
import { shareable } from './supergraphs/shareable.js';
import { sharedInterfaces } from './supergraphs/sharedInterfaces.js';
import { sharedVariables } from './supergraphs/sharedVariables.js';
import { simpleKeys } from './supergraphs/simpleKeys.js';
import { subgraphErrors } from './supergraphs/subgraphErrors.js';
import { subscriptions } from './supergraphs/subscriptions.js';
import { typenames } from './supergraphs/typenames.js';
import { unions } from './supergraphs/unions.js';
import { unknownEntities } from './supergraphs/unknownEntities.js';
import { unresolvableKeys } from './supergraphs/unresolvableKeys.js';
import { valueTypesWithEntities } from './supergraphs/valueTypesWithEntities.js';

/** Every supergraph of the suite, one file each. */
export const supergraphs: readonly Supergraph[] = [
  abstractCompletion,
  aliases,
  compoundKeys,
  conditions,
  connections,
  deepNesting,
  differingEntities,
  differingFields,
  directivesThatStay,
  enums,
  extendedTypes,
  failingSubgraphs,
  fragments,
  inaccessible,
  inputs,
  interfaceKeys,
  interfaceObject,
  interfaceObjectKeys,
  interfaces,
  introspection,
  keyChains,
  lyingSubgraphs,
  manyEntities,
  mutations,
  mutualRequirements,
  names,
  nestedInterfaceObjects,
  nestedLists,
  nestedRequirements,
  nonNull,
  nullableKeys,
  override,
  overrideLabels,
  overrideTogether,
  provides,
  renamedRoots,
  requirementChains,
  requirementsBehind,
  requirementsOfKeys,
  requires,
  requiresArguments,
  requiresInterfaces,
  requiresLists,
  scalars,
  shareable,
  sharedInterfaces,
  sharedVariables,
  simpleKeys,
  subgraphErrors,
  subscriptions,
  typenames,
  unions,
  unknownEntities,
  unresolvableKeys,
  valueTypesWithEntities,
];
