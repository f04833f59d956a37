/** A page of a list that is numbered and shown newest first. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
}

/** What part of a list is wanted: how many, and below which number. */
export interface PageRequest {
  readonly first: number | null;
  readonly after: number | null;
}

const pageLimit = 100;

/** How many rows a page has: 20 unless asked for, 100 at most. */
export function pageSize(first: number | null): number {
  return Math.min(Math.max(first ?? 20, 0), pageLimit);
}

/** Cuts the page out of rows that were read with a limit of one more than its size. */
export function pageOf<Row>(rows: readonly Row[], size: number): Page<Row> {
  return { rows: rows.slice(0, size), hasNextPage: rows.length > size };
}

/** An opaque cursor of a number. */
export function cursorOf(position: number): string {
  return Buffer.from(`n${position}`).toString('base64url');
}

/** The number a cursor stands for; undefined when the text is no cursor. */
export function positionOf(cursor: string): number | undefined {
  const position = /^n(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  return position !== undefined && cursorOf(Number(position)) === cursor ? Number(position) : undefined;
}
