// Builds `dist`: what Reo serves, and what a CRM may put on a server of its own.
import { build } from 'esbuild';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { jquery } from './jquery.mjs';

/** Where it grows; it is put in place when it is whole, for Reo may be built at the same time. */
const DIST = 'dist.new';
const EMBED = `${DIST}/js/embed`;
/** What is no longer needed, under the names that old pages load. */
const EMPTY = ['jssip-3.0.7.js', 'jssip-3.2.10.js', 'init-3.0.7.js', 'web.push.js'];

/** Browsers of 2017: some agents' computers are old. */
const bundle = (entry, outfile, more = {}) =>
  build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'iife',
    target: 'es2017',
    charset: 'utf8',
    legalComments: 'inline',
    logLevel: 'warning',
    ...more,
  });

async function main() {
  await rm(DIST, { recursive: true, force: true });
  for (const folder of [EMBED, `${DIST}/conformance`, `${DIST}/sdk`]) await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(`${EMBED}/jquery.min.js`, await jquery()),
    ...EMPTY.map((name) => copyFile('src/static/empty.js', `${EMBED}/${name}`)),
    copyFile('src/static/cs_const.js', `${EMBED}/cs_const.js`),
    copyFile('src/static/index.html', `${DIST}/index.html`),
    copyFile('src/conformance/index.html', `${DIST}/conformance/index.html`),
    copyFile('src/conformance/conformance.css', `${DIST}/conformance/conformance.css`),
    bundle('src/conformance/main.ts', `${DIST}/conformance/conformance.js`),
    bundle('src/cs_voice.ts', `${EMBED}/cs_voice.js`),
    bundle('../../../sdk/src/index.ts', `${DIST}/sdk/reo.js`, { globalName: 'Reo' }),
  ]);
  await rm('dist', { recursive: true, force: true });
  await rename(DIST, 'dist');
}

await main();
