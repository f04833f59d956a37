export { loadStorageConfig, storageConfigSchema, type StorageConfig } from './config.js';
export { startStorage } from './startStorage.js';
export { resolverClasses, referenceTypes } from './schema.js';
export { migrations } from './migrations/index.js';
