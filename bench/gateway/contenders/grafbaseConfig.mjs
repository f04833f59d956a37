import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Writes what `grafbase dev` needs into the folder: it composes the subgraphs' schemas itself. */
export async function writeGrafbaseConfig({ folder, definitions }) {
  for (const { name, sdl } of definitions) await writeFile(path.join(folder, `${name}.graphql`), sdl);
  const sections = definitions.map(
    ({ name, url }) => `[subgraphs.${name}]\nurl = "${url}"\nschema_path = "${name}.graphql"\n`,
  );
  const identity = '[[headers]]\nrule = "forward"\nname = "authorization"\n';
  await writeFile(path.join(folder, 'grafbase.toml'), [...sections, identity].join('\n'));
  await copyFile(grafbase(), programIn(folder));
  await chmod(programIn(folder), 0o755);
}

/** Packages are installed without running anything of theirs, so the program may not be marked executable: a copy is. */
export function programIn(folder) {
  return path.join(folder, 'grafbase');
}

function grafbase() {
  const manifest = createRequire(import.meta.url).resolve(
    '@grafbase/cli-x86_64-unknown-linux-musl/package.json',
  );
  return path.join(path.dirname(manifest), 'grafbase');
}
