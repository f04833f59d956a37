/** Takes the value of every capability and API key out of a line of log. */
export function redactSecrets(line: string): string {
  return line
    .replace(/([?&]capability=)[^&\s"'\\]+/g, '$1[redacted]')
    .replace(/\b(aic_[0-7][0-9a-z]{25}_)[A-Za-z0-9_-]{43}/g, '$1[redacted]');
}
