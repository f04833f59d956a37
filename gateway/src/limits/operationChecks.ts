import type { OperationChecks } from '../engine/operation/OperationStore.js';
import { checkDocument } from './checkDocument.js';
import { checkSource } from './checkSource.js';
import type { OperationLimits } from './OperationLimits.js';
import { standardShape } from './ShapeLimits.js';

/** The limits of one operation, as the engine checks them of what it does not know yet. */
export function operationChecks(limits: OperationLimits): OperationChecks {
  return {
    source: (source) => checkSource(source, limits),
    document: (document) => checkDocument(document, limits),
    suggestions: limits.introspection === false ? 0 : (limits.shape ?? standardShape).suggestions,
  };
}
