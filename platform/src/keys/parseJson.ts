/** Parses JSON that may hold secrets; undefined when it is none. A parser's own message repeats what it read. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
