import { errors } from '../errors.js';
import { idOfCursor, pageSize } from '../rules/page.js';

/** Where a page begins and how long it is. Ids come in creation order, so a page continues after an id. */
export interface PageWindow {
  readonly size: number;
  readonly after: string;
}

/** Reads Relay's `first` and `after`. Throws BAD_USER_INPUT for a cursor that is none. */
export function pageWindow(page: {
  readonly first?: number | null;
  readonly after?: string | null;
}): PageWindow {
  if ((page.first ?? 0) < 0) throw errors.BAD_USER_INPUT({ field: 'first', problem: 'must not be negative' });
  const after = page.after == null ? '' : idOfCursor(page.after);
  if (after === undefined)
    throw errors.BAD_USER_INPUT({ field: 'after', problem: 'is not a cursor of this list' });
  return { size: pageSize(page.first), after };
}
