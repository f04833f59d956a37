/** What no word of a text has in it: `start`, or longer. */
export function unusedMark(text: string, start: string): string {
  let mark = start;
  while (text.includes(mark)) mark += '_';
  return mark;
}
