import { createLogger, runMain } from '@ai-collective/platform';
import { loadComputeConfig } from './config.js';
import { startCompute } from './startCompute.js';

const config = loadComputeConfig();
const log = createLogger({ service: 'compute', level: config.LOG_LEVEL });
await runMain(log, () => startCompute(config, log));
