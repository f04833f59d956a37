import { createLogger } from '../src/telemetry/createLogger.js';

/** A logger that keeps quiet. */
export const silentLogger = createLogger({ service: 'test', level: 'silent' });
