import type { GatewayConfig } from '../config.js';
import type { GatewayLimits } from './GatewayLimits.js';

export type LimitOptions = Pick<
  GatewayConfig,
  | 'LIMIT_DEPTH'
  | 'LIMIT_ALIASES'
  | 'LIMIT_ROOT_FIELDS'
  | 'LIMIT_SELECTIONS'
  | 'LIMIT_DIRECTIVES'
  | 'LIMIT_TOKENS'
  | 'LIMIT_CHARACTERS'
  | 'LIMIT_LINES'
  | 'LIMIT_OPERATIONS'
  | 'LIMIT_FRAGMENTS'
  | 'LIMIT_VARIABLES'
  | 'LIMIT_ARGUMENTS'
  | 'LIMIT_INPUT_OBJECTS'
  | 'LIMIT_COMPARISONS'
  | 'LIMIT_SUGGESTIONS'
  | 'LIMIT_INTROSPECTION_LISTS'
  | 'LIMIT_INTROSPECTION_DEPTH'
  | 'INTROSPECTION'
  | 'LIMIT_VARIABLES_BYTES'
  | 'LIMIT_VARIABLES_DEPTH'
  | 'LIMIT_VARIABLES_VALUES'
  | 'LIMIT_VARIABLES_FIELDS'
  | 'COST_MAX'
  | 'COST_LIST_SIZE'
  | 'COST_REPORT'
  | 'COST_PER_MINUTE_COMMUNITY'
  | 'COST_PER_MINUTE_SUBJECT'
  | 'RATE_COMMUNITY'
  | 'RATE_COMMUNITY_BURST'
  | 'RATE_SUBJECT'
  | 'RATE_SUBJECT_BURST'
  | 'TRUSTED_DOCUMENTS_MODE'
  | 'AUTOMATIC_DOCUMENTS'
>;

/** The configured limits, for every community whose policy sets none of its own. */
export function configuredLimits(config: LimitOptions): GatewayLimits {
  return Object.freeze({
    operation: operationLimits(config),
    variables: {
      bytes: config.LIMIT_VARIABLES_BYTES,
      depth: config.LIMIT_VARIABLES_DEPTH,
      values: config.LIMIT_VARIABLES_VALUES,
      fields: config.LIMIT_VARIABLES_FIELDS,
    },
    cost: {
      max: unlessZero(config.COST_MAX),
      listSize: config.COST_LIST_SIZE,
      isReported: config.COST_REPORT,
    },
    community: {
      requestsPerSecond: unlessZero(config.RATE_COMMUNITY),
      burst: config.RATE_COMMUNITY_BURST,
      costPerMinute: unlessZero(config.COST_PER_MINUTE_COMMUNITY),
    },
    subject: {
      requestsPerSecond: unlessZero(config.RATE_SUBJECT),
      burst: config.RATE_SUBJECT_BURST,
      costPerMinute: unlessZero(config.COST_PER_MINUTE_SUBJECT),
    },
    documents: { mode: config.TRUSTED_DOCUMENTS_MODE, isAutomatic: config.AUTOMATIC_DOCUMENTS },
  });
}

function operationLimits(config: LimitOptions): GatewayLimits['operation'] {
  return {
    depth: config.LIMIT_DEPTH,
    aliases: config.LIMIT_ALIASES,
    rootFields: config.LIMIT_ROOT_FIELDS,
    selections: config.LIMIT_SELECTIONS,
    directives: config.LIMIT_DIRECTIVES,
    tokens: config.LIMIT_TOKENS,
    introspection: config.INTROSPECTION,
    shape: {
      characters: config.LIMIT_CHARACTERS,
      lines: config.LIMIT_LINES,
      operations: config.LIMIT_OPERATIONS,
      fragments: config.LIMIT_FRAGMENTS,
      variables: config.LIMIT_VARIABLES,
      arguments: config.LIMIT_ARGUMENTS,
      inputObjects: config.LIMIT_INPUT_OBJECTS,
      comparisons: config.LIMIT_COMPARISONS,
      suggestions: config.LIMIT_SUGGESTIONS,
      introspectionLists: config.LIMIT_INTROSPECTION_LISTS,
      introspectionDepth: config.LIMIT_INTROSPECTION_DEPTH,
    },
  };
}

/** Zero in the configuration means that there is no limit. */
function unlessZero(value: number): number | undefined {
  return value === 0 ? undefined : value;
}
