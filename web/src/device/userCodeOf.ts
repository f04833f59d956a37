/** A code as devices show it, `XXXX-XXXX`, of what somebody typed or a link holds; empty when there is nothing. */
export function userCodeOf(typed: string): string {
  const letters = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}
