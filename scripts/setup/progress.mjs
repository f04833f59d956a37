const heartbeatMs = 30_000;
const redrawMs = 1_000;

/**
 * @typedef {object} Screen where progress is shown
 * @property {(text: string) => unknown} write
 * @property {boolean} [isTTY]
 */

/**
 * Shows one step: a line redrawn with the elapsed seconds on a terminal, plain lines and a sign of life every half
 * minute elsewhere. `settle` ends it.
 * @param {Screen} screen
 * @param {string} title
 * @returns {{ settle: (ok: boolean) => void }}
 */
export function startProgress(screen, title) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const draw = () =>
    screen.write(screen.isTTY ? `\r\u001b[2K… ${title} (${seconds()})` : `… ${title} (${seconds()})\n`);
  screen.write(screen.isTTY ? `… ${title}` : `… ${title}\n`);
  const timer = setInterval(draw, screen.isTTY ? redrawMs : heartbeatMs);
  return {
    settle(ok) {
      clearInterval(timer);
      screen.write(`${screen.isTTY ? '\r\u001b[2K' : ''}${ok ? '✓' : '✗'} ${title} (${seconds()})\n`);
    },
  };
}
