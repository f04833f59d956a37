import { runMain } from '../../process/runMain.js';
import { createLogger } from '../../telemetry/createLogger.js';
import { brokerConfig } from './config.js';
import { startBroker } from './startBroker.js';

const config = brokerConfig();
const log = createLogger({ service: 'broker', level: config.LOG_LEVEL });

await runMain(log, async () => {
  const { HOST: host, PORT: port, MAX_CONNECTIONS: maxConnections } = config;
  const broker = await startBroker({ host, port, maxConnections, log });
  log.info(
    { event: 'ready', host, port: broker.port },
    `The in-process broker is ready on ${host}:${broker.port}`,
  );
  return { close: () => broker.stop() };
});
