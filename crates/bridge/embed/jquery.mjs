// What old pages load as `jquery.min.js`.
import { readFile } from 'node:fs/promises';

const PARTS = ['jquery/dist/jquery.min.js', 'jquery-migrate/dist/jquery-migrate.min.js'];

const read = (path) => readFile(`node_modules/${path}`, 'utf8');

/**
 * jQuery with what old pages still use of its first version (`$(window).unload(fn)`), but without that version's holes. Always as
 * a global: a module loader of the page's own is kept out of sight, which would have jQuery for itself and stumble over the rest.
 */
export async function jquery() {
  const [core, migrate] = await Promise.all(PARTS.map(read));
  const quiet = 'jQuery.migrateMute = true;';
  const texts = [core, quiet, migrate.replace(/\n?\/\/# sourceMappingURL=.*/, '')];
  return ['(function (define, module) {', ...texts, '})();', ''].join('\n');
}
