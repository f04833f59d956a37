export { startPostgres, type PostgresServer, type PostgresSettings } from './postgres/PostgresServer.js';
export { freePort } from './postgres/freePort.js';
export { LocalSystem, type LocalSystemSettings } from './LocalSystem.js';
export { ensureOcrModel, ocrModelSlug } from './firstRun/ensureOcrModel.js';
export { ocrModelFiles } from './firstRun/ocrModelFiles.js';
