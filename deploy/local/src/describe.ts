import type { Reading } from '@ai-collective/cli';

/** What a person is told of a reading. */
export function describeReading(
  reading: Reading,
  { device, sinceStartMs }: { readonly device: string; readonly sinceStartMs: number },
): readonly string[] {
  const run =
    reading.runMilliseconds === null
      ? ''
      : `, of which the model ran ${Math.round(reading.runMilliseconds)} ms`;
  return [
    '',
    'First inference: the text in the picture',
    ...reading.lines.map(({ text, confidence }) => `  ${text}  (${Math.round(confidence * 100)} %)`),
    `  ${reading.milliseconds} ms${run}, on ${device}; ${(sinceStartMs / 1000).toFixed(1)} s after the start`,
    `  job ${reading.jobId}`,
    '',
  ];
}

/** What a person can do next. */
export function describeSystem(system: {
  readonly url: string;
  readonly link: string;
  readonly dataFolder: string;
  readonly apiKeyFile: string;
}): readonly string[] {
  return [
    `AI Collective is running: ${system.url}`,
    '',
    'Sign in (works once, for 24 hours):',
    `  ${system.link}`,
    'or on the command line:',
    `  npx aic login '${system.link}'`,
    '',
    'Then try:',
    '  npx aic infer ocr deploy/local/pictures/welcome.png',
    '  npx aic jobs',
    `  curl -s ${system.url}/graphql -H 'content-type: application/json' -H "x-api-key: $(cat ${system.apiKeyFile})" \\`,
    `    -d '{"query":"{ viewer { kind roles } jobs(first: 3) { edges { node { id state } } } }"}'`,
    '',
    'Let another device join (--host ADDRESS opens the system to your network):',
    `  DATA_DIR=.data/another-device npx aic-agent join ${system.url}`,
    '  DATA_DIR=.data/another-device PORT=0 npx aic-agent',
    '',
    `Data and logs are in ${system.dataFolder}. Ctrl-C stops everything.`,
  ];
}

/** An error in words, with its stable code where it has one. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'AI Collective could not be started.';
  return 'code' in error && typeof error.code === 'string'
    ? `${error.message} [${error.code}]`
    : error.message;
}
