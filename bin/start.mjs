// npm start: installs what is missing, builds what has changed, and runs the product until Ctrl-C.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { environmentFor, findNode } from './node.mjs';
import { endWith } from './progress.mjs';
import { root } from './run.mjs';

/** Ctrl-C arrives from the terminal and once more from npm, which passes it on: within this time it is one. */
const oneKeystrokeMs = 400;

await endWith(async () => {
  await ensureInstalled();
  const node = findNode();
  await ensureBuilt(node);
  // A process group of its own: it hears of Ctrl-C from here, once.
  const product = spawn(node, [join(root, 'dist', 'src', 'start.js')], {
    cwd: root,
    env: { ...environmentFor(node), NODE_ENV: process.env.NODE_ENV ?? 'production' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  passSignalsOn(product);
  stopWithNpm(product);
  process.exitCode = await new Promise((resolve) => {
    product.once('error', () => resolve(1));
    product.once('exit', (code) => resolve(code ?? 1));
  });
});

function passSignalsOn(product) {
  let last = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = performance.now();
      if (last === 0 || now - last > oneKeystrokeMs) product.kill(signal);
      last = now;
    });
  }
}

/** When npm is killed without a word, nobody would pass Ctrl-C on any more. */
function stopWithNpm(product) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) product.kill('SIGTERM');
  }, 1000);
  product.once('exit', () => clearInterval(watch));
  watch.unref();
}
