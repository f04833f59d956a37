export { loadIdentityConfig, type IdentityConfig } from './config.js';
export { referenceTypes, resolverClasses } from './schema.js';
export { startIdentity } from './startIdentity.js';
export { migrations } from './migrations/migrations.js';
