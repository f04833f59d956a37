const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment (ISO 8601) as people write it where they are. */
export function dateOf(moment: string): string {
  return format.format(new Date(moment));
}
