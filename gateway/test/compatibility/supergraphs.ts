import type { Supergraph } from './Supergraph.js';
import { aliases } from './supergraphs/aliases.js';
import { compoundKeys } from './supergraphs/compoundKeys.js';
import { conditions } from './supergraphs/conditions.js';
import { enums } from './supergraphs/enums.js';
import { inputs } from './supergraphs/inputs.js';
import { interfaceObject } from './supergraphs/interfaceObject.js';
import { interfaces } from './supergraphs/interfaces.js';
import { keyChains } from './supergraphs/keyChains.js';
import { nestedInterfaceObjects } from './supergraphs/nestedInterfaceObjects.js';
import { override } from './supergraphs/override.js';
import { overrideLabels } from './supergraphs/overrideLabels.js';
import { provides } from './supergraphs/provides.js';
import { requires } from './supergraphs/requires.js';
import { requiresArguments } from './supergraphs/requiresArguments.js';
import { requiresInterfaces } from './supergraphs/requiresInterfaces.js';
import { requiresLists } from './supergraphs/requiresLists.js';
import { shareable } from './supergraphs/shareable.js';
import { simpleKeys } from './supergraphs/simpleKeys.js';
import { typenames } from './supergraphs/typenames.js';
import { unions } from './supergraphs/unions.js';
import { unresolvableKeys } from './supergraphs/unresolvableKeys.js';

/** Every supergraph of the suite, one file each. */
export const supergraphs: readonly Supergraph[] = [
  aliases,
  compoundKeys,
  conditions,
  enums,
  inputs,
  interfaceObject,
  interfaces,
  keyChains,
  nestedInterfaceObjects,
  override,
  overrideLabels,
  provides,
  requires,
  requiresArguments,
  requiresInterfaces,
  requiresLists,
  shareable,
  simpleKeys,
  typenames,
  unions,
  unresolvableKeys,
];
