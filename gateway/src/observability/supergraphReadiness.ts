import type { ReadinessCheck } from '@ai-collective/platform/runtime';
import type { FastifyInstance } from 'fastify';
import type { SupergraphWatcher } from '../supergraph/SupergraphWatcher.js';

/** Ready as soon as some supergraph is in force: an old one still answers. */
export function supergraphCheck(watcher: SupergraphWatcher<unknown>): ReadinessCheck {
  return {
    name: 'supergraph',
    check: () => {
      if (watcher.engine === undefined) throw new Error('no supergraph is in force');
    },
  };
}

/** `/readyz/supergraph`: whether the newest schemas are in force, and if not, why. */
export function addSupergraphStatus(app: FastifyInstance, watcher: SupergraphWatcher<unknown>): void {
  app.get('/readyz/supergraph', (_request, reply) =>
    reply.status(watcher.engine === undefined ? 503 : 200).send(watcher.state),
  );
}
