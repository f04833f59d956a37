/**
 * Writes .env with fresh secrets for docker-compose.yml: `npm run env`. Refuses to replace an existing file, whose
 * secrets a database may already depend on. The file can be read by its owner only.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { freshSecrets, toEnvText } from './env/freshSecrets.mjs';

const { values } = parseArgs({ options: { file: { type: 'string', default: '.env' } } });

if (existsSync(values.file)) {
  process.stderr.write(
    `${values.file} exists already. Its secrets may be in use: move it away yourself, then run this again.\n`,
  );
  process.exitCode = 1;
} else {
  writeFileSync(values.file, toEnvText(freshSecrets(Date.now())), { mode: 0o600, flag: 'wx' });
  process.stderr.write(`Wrote ${values.file} with fresh secrets. Keep it; do not commit it.\n`);
}
