import { createLogger, runMain } from '@ai-collective/platform/runtime';
import { loadDispatcherConfig } from './config.js';
import { startDispatcher } from './startDispatcher.js';

const config = loadDispatcherConfig();
const log = createLogger({ service: 'dispatcher', level: config.LOG_LEVEL });

await runMain(log, () => startDispatcher(config, log));
