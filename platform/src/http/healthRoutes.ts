import type { FastifyInstance } from 'fastify';

/** One thing a service needs in order to work. `check` rejects when it is not there. */
export interface ReadinessCheck {
  readonly name: string;
  readonly check: () => Promise<void> | void;
  /** What is not as it should be although it works, if anything. */
  readonly remark?: () => string | undefined;
}

const checkMilliseconds = 2_000;

/** `/livez`: the process answers. `/readyz`: so does everything it needs, each by name, with its remark if it has one; 503 otherwise. */
export function addHealthRoutes(app: FastifyInstance, checks: readonly ReadinessCheck[]): void {
  app.get('/livez', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const results = await Promise.all(
      checks.map(async ({ name, check, remark }) => ({ name, result: await outcome(check), remark })),
    );
    const ready = results.every(({ result }) => result === 'ok');
    const told = results.map(({ name, result, remark }) => [
      name,
      result === 'ok' ? (remark?.() ?? 'ok') : result,
    ]);
    return reply
      .status(ready ? 200 : 503)
      .send({ status: ready ? 'ok' : 'unavailable', checks: Object.fromEntries(told) as object });
  });
}

async function outcome(check: ReadinessCheck['check']): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer in 2 s'), checkMilliseconds);
  });
  try {
    return await Promise.race([Promise.resolve(check()).then(() => 'ok'), late]);
  } catch {
    return 'unavailable';
  } finally {
    clearTimeout(timer);
  }
}
