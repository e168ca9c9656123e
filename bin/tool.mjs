// Runs one of the tools that stand on their own: node bin/tool.mjs count FILE...
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { environmentFor, findNode } from './node.mjs';
import { endWith } from './progress.mjs';
import { root } from './run.mjs';

/** The programs by name, compiled. */
const tools = {
  bench: 'bench/bench.js',
  count: 'count/count.js',
  hostile: 'count/hostile.js',
  scriptorium: 'cli.js',
  simulate: 'simulate/simulate.js',
};

// Standard output is the tool's alone: what installing and building say goes to standard error.
process.stdout.write = process.stderr.write.bind(process.stderr);

await endWith(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  if (!(name in tools)) throw new Error(`there is no tool called ${name}; there are ${Object.keys(tools).join(', ')}`);
  await ensureInstalled();
  const node = findNode();
  await ensureBuilt(node);
  const tool = spawn(node, [join(root, 'dist', 'src', tools[name]), ...args], {
    stdio: 'inherit',
    env: environmentFor(node),
  });
  process.exitCode = await new Promise((resolve) => {
    tool.once('error', () => resolve(1));
    tool.once('exit', (code) => resolve(code ?? 1));
  });
});
