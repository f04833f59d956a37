export { startPostgres, type PostgresServer, type PostgresSettings } from './postgres/PostgresServer.js';
export { freePort } from './postgres/freePort.js';
