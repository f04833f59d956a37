/**
 * Classes of SQLSTATE that blame the data: cardinality, data exceptions, broken constraints, views' checks and limits
 * of size. Connections, conflicts, time limits and schemas that are being changed are not among them: they pass.
 */
const lastingClasses: ReadonlySet<string> = new Set(['21', '22', '23', '44', '54']);
const rowSecurityViolated = '42501';
const sqlStatePattern = /^[0-9A-Z]{5}$/;

/** The SQLSTATE with which PostgreSQL refused what it would refuse the next time too; undefined for all other errors. */
export function lastingRefusal(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  if (typeof code !== 'string' || !sqlStatePattern.test(code)) return undefined;
  return code === rowSecurityViolated || lastingClasses.has(code.slice(0, 2)) ? code : undefined;
}
