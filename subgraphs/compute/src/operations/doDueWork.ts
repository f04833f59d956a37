import { AppError } from '@ai-collective/platform';
import type { Sql } from '@ai-collective/platform';
import type { ComputeServices } from './ComputeServices.js';
import { leaveWork, putBackWork, renewWork, takeWork, type TakenWork, type WorkKind } from './jobWork.js';

/** How one kind of work is done. */
export interface WorkHandler {
  readonly kind: WorkKind;
  /** How long a replica may be silent before another takes its work. */
  readonly leaseSeconds: number;
  /** How long work rests after its `attempt`-th failure; null gives it up. */
  readonly restSeconds: (attempt: number) => number | null;
  /** Does it and ends it, in a transaction of its own. What it throws is a failure of this attempt. */
  readonly run: (services: ComputeServices, work: TakenWork, lease: Lease) => Promise<void>;
  /** What else happens, in the same transaction, when work is given up. */
  readonly giveUp?: (sql: Sql, work: TakenWork) => Promise<void>;
}

/** What keeps a replica's hold on work. */
export interface Lease {
  /** To be called often while working; asks the database now and then. Throws WorkLostError when the work is ours no more. */
  renew(done: number): Promise<void>;
  /** Aborted when the service stops. */
  readonly signal: AbortSignal;
}

/** The work is somebody else's, or over: whatever was done of it here must not count. */
export class WorkLostError extends Error {
  override readonly name = 'WorkLostError';
}

/** Takes one piece of due work, if there is any, and does it. Answers whether there was. */
export async function doDueWork(
  services: ComputeServices,
  handler: WorkHandler,
  signal: AbortSignal,
): Promise<boolean> {
  const work = await takeWork(services.database, handler.kind, handler.leaseSeconds);
  if (work === undefined) return false;
  try {
    await handler.run(services, work, leaseOf(services, { handler, work, signal }));
  } catch (error) {
    await setBack(services, { handler, work, signal }, error);
  }
  return true;
}

interface Doing {
  readonly handler: WorkHandler;
  readonly work: TakenWork;
  readonly signal: AbortSignal;
}

function leaseOf({ database }: ComputeServices, { handler, work, signal }: Doing): Lease {
  const { leaseSeconds } = handler;
  let renewedAt = Date.now();
  return {
    signal,
    renew: async (done) => {
      signal.throwIfAborted();
      if (Date.now() - renewedAt < (leaseSeconds * 1000) / 10) return;
      renewedAt = Date.now();
      const isMine = await database.withTenantSql(work.tenantId, (sql) =>
        renewWork(sql, work, { done, leaseSeconds }),
      );
      if (!isMine) throw new WorkLostError(`${work.kind} of ${work.jobId} is done elsewhere, or over`);
    },
  };
}

async function setBack(
  { database, log }: ComputeServices,
  { handler, work, signal }: Doing,
  error: unknown,
): Promise<void> {
  const { tenantId, jobId, kind, attempt } = work;
  if (signal.aborted) return database.withTenantSql(tenantId, (sql) => leaveWork(sql, work));
  if (error instanceof WorkLostError) {
    log.info({ jobId, kind, attempt }, error.message);
    return;
  }
  const inSeconds = handler.restSeconds(attempt);
  log.warn({ err: error, jobId, kind, attempt, inSeconds }, 'work for a job failed');
  await database.withTenantSql(tenantId, async (sql) => {
    const isMine = await putBackWork(sql, work, { error: inWords(error), inSeconds });
    if (isMine && inSeconds === null) await handler.giveUp?.(sql, work);
  });
}

/** What everybody may know of a failure. */
function inWords(error: unknown): string {
  return error instanceof AppError
    ? `${error.code}: ${error.message}`
    : 'INTERNAL_SERVER_ERROR: Something went wrong on our side.';
}
