// npm test: installs what is missing, builds, and runs everything. npm test -- PATTERN gives its arguments to Jest and
// runs only that.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { environmentFor, findNode } from './node.mjs';
import { endWith } from './progress.mjs';
import { root } from './run.mjs';
import { ensureSystemParts } from './system-parts.mjs';

const args = process.argv.slice(2);

await endWith(async () => {
  await ensureInstalled();
  const node = findNode();
  if (args.length === 0) {
    await ensureSystemParts();
    await ensureBuilt(node);
  }
  process.exitCode = await runJest(node);
});

/** In a terminal Ctrl-C reaches Jest by itself; from elsewhere the signal is passed on. */
function runJest(node) {
  const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const jest = spawn(node, ['--disable-warning=ExperimentalWarning', program, ...args], {
    cwd: root,
    env: environmentFor(node),
    stdio: 'inherit',
  });
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => jest.kill('SIGTERM'));
  return new Promise((resolve) => {
    jest.once('error', () => resolve(1));
    jest.once('exit', (code) => resolve(code ?? 1));
  });
}
