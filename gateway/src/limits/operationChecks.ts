import type { GatewayConfig } from '../config.js';
import type { OperationChecks } from '../engine/operation/OperationStore.js';
import { checkDocument } from './checkDocument.js';
import { checkSource } from './checkSource.js';
import type { OperationLimits } from './OperationLimits.js';

export type LimitOptions = Pick<
  GatewayConfig,
  'LIMIT_DEPTH' | 'LIMIT_ALIASES' | 'LIMIT_ROOT_FIELDS' | 'LIMIT_SELECTIONS' | 'LIMIT_TOKENS'
>;

/** The configured limits of one operation, as the engine checks them. */
export function operationChecks(config: LimitOptions): OperationChecks {
  const limits: OperationLimits = {
    depth: config.LIMIT_DEPTH,
    aliases: config.LIMIT_ALIASES,
    rootFields: config.LIMIT_ROOT_FIELDS,
    selections: config.LIMIT_SELECTIONS,
    tokens: config.LIMIT_TOKENS,
  };
  return {
    source: (source) => checkSource(source, limits),
    document: (document) => checkDocument(document, limits),
  };
}
