export { loadGovernanceConfig, type GovernanceConfig } from './config.js';
export { referenceTypes, resolverClasses } from './schema.js';
export { startGovernance } from './startGovernance.js';
export { migrations } from './migrations/migrations.js';
