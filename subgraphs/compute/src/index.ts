export { computeConfigSchema, loadComputeConfig, type ComputeConfig } from './config.js';
export { startCompute, type RunningCompute } from './startCompute.js';
export { referenceTypes, resolverClasses } from './schema.js';
export { migrations } from './migrations/index.js';
