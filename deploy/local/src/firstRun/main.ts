import { createLogger, loadConfig } from '@ai-collective/platform/runtime';
import { createSignInLink } from './createSignInLink.js';
import { ensureFleet } from './ensureFleet.js';
import { ensureOcrModel } from './ensureOcrModel.js';
import { firstRunOptions } from './config.js';
import { waitUntilReady } from './waitUntilReady.js';

/** What a new installation needs before its first device: a fleet, a model, and a link for its owner. Runs once and ends. */
const config = loadConfig(firstRunOptions);
const log = createLogger({ service: 'first-run', level: 'info' });
const connection = { url: config.GATEWAY_URL.replace(/\/$/, ''), credential: config.AIC_API_KEY };

await waitUntilReady(connection.url, config.PATIENCE_SECONDS * 1_000);
await ensureFleet(connection, 'Home fleet');
await ensureOcrModel(connection);
log.info('the fleet and the text recognition model are there');
process.stdout.write(`Sign in (works once, for 24 hours): ${await createSignInLink(connection)}\n`);
process.exit(0);
