import type { JobWork } from '../operations/jobWork.js';
import { preparationDetailsSchema, preparationResultSchema } from '../operations/prepareJob.js';
import type { JobPreparation } from './types/JobTypes.js';

/** How a job gets its items, as GraphQL shows it. */
export function toPreparation({ details, done, attempts, lastError, result }: JobWork): JobPreparation {
  return {
    itemsBlob: { cid: preparationDetailsSchema.parse(details).itemsBlob },
    lines: done,
    attempts,
    lastError,
    problems: result === null ? [] : preparationResultSchema.parse(result).problems,
  };
}
