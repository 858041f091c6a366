// Names the files of relative imports in full (`./call` becomes `./call.js`): the resolution that Node's rules ask for finds the
// declarations only then.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];

for (const name of readdirSync(folder, { recursive: true })) {
  if (!name.endsWith('.d.ts')) continue;
  const file = join(folder, name);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/(from\s+|import\()(["'])(\.{1,2}\/[^"']+?)(\.js)?\2/g, '$1$2$3.js$2'));
}
