import { runners } from '../runners/registry.js';
import { refuseNetwork } from './refuseNetwork.js';
import { serveRuns } from './serveRuns.js';

refuseNetwork();
serveRuns(runners);
