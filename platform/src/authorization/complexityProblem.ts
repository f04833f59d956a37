/** How often a policy may have what makes an expression deeper: half of what Cedar's stack was seen to hold of all together. */
const limits = [
  { what: 'opening brackets', pattern: /[([{]/g, most: 32 },
  { what: 'conditionals', pattern: /\bif\b/g, most: 8 },
  { what: 'operators + - * and dots', pattern: /[-+*.]/g, most: 100 },
] as const;

/**
 * What makes a policy's text too deep to be handed to Cedar, or null. An expression that is nested too deeply overflows
 * Cedar's stack and leaves it broken for every community, so it is counted before anything parses it. What stands in
 * strings and comments counts too: telling them apart would be a parser that could be fooled.
 */
export function complexityProblem(text: string): string | null {
  const exceeded = limits.find(({ pattern, most }) => (text.match(pattern)?.length ?? 0) > most);
  return exceeded === undefined ? null : `has more than ${exceeded.most} ${exceeded.what}`;
}
