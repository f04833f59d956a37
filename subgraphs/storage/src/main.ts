import { createLogger, runMain } from '@ai-collective/platform';
import { loadStorageConfig } from './config.js';
import { startStorage } from './startStorage.js';

const config = loadStorageConfig();
const log = createLogger({ service: 'storage', level: config.LOG_LEVEL });

await runMain(log, () => startStorage(config, log));
