import type { ModelFacts } from '../onnx/ModelFacts.js';

/** Operator domains a model may use: ONNX itself under both its names, its classical ML, and ONNX Runtime's own. */
export const allowedOperatorDomains: ReadonlySet<string> = new Set([
  '',
  'ai.onnx',
  'ai.onnx.ml',
  'com.microsoft',
]);

export type ModelRefusal =
  | { readonly code: 'MODEL_EXTERNAL_DATA' }
  | { readonly code: 'MODEL_OPERATOR_DOMAIN'; readonly domain: string };

/** Why a model may not be run here, or null when it may. */
export function checkModel(facts: Pick<ModelFacts, 'externalData' | 'operatorDomains'>): ModelRefusal | null {
  if (facts.externalData) return { code: 'MODEL_EXTERNAL_DATA' };
  const domain = facts.operatorDomains.find((candidate) => !allowedOperatorDomains.has(candidate));
  return domain === undefined ? null : { code: 'MODEL_OPERATOR_DOMAIN', domain };
}
