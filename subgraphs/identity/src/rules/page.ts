/** One page of a list that is ordered by id. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
}

/** The longest page anybody gets. */
export const pageLimit = 100;

/** How many rows a page has: 20 unless asked for, 100 at most. */
export function pageSize(first: number | null | undefined): number {
  return Math.min(Math.max(first ?? 20, 0), pageLimit);
}

/** Cuts the page out of rows that were read with a limit of one more than its size. */
export function pageOf<Row>(rows: readonly Row[], size: number): Page<Row> {
  return { rows: rows.slice(0, size), hasNextPage: rows.length > size };
}

/** An opaque cursor of a row's id. */
export function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** The id a cursor stands for; undefined when the text is no cursor. */
export function idOfCursor(cursor: string): string | undefined {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  return /^[a-z]{3}_[0-9a-z]{26}$/.test(id) && cursorOf(id) === cursor ? id : undefined;
}
