import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './lock.mjs';
import { step } from './progress.mjs';
import { root, run } from './run.mjs';

const modules = join(root, 'node_modules');

/** Installs exactly what package-lock.json says, unless that is what is there. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await exclusively('install', async () => {
    // Another process may have done it while this one waited.
    if (isInstalled()) return;
    // A package more or less is added in seconds; all of them anew take minutes. Either way the lock decides what is there.
    if (existsSync(join(modules, '.package-lock.json'))) await install('install', ['--no-save']).catch(() => undefined);
    if (!isInstalled()) await install('ci', []);
  });
}

/**
 * npm writes `node_modules/.package-lock.json` last: where it agrees with package-lock.json, the install is complete
 * and of these versions. What the lock marks optional may be absent: it is for other platforms.
 */
function isInstalled() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const found = packagesOf(join(modules, '.package-lock.json'));
  if (!wanted || !found) return false;
  const isSame = ([path, { version, integrity }]) =>
    found[path]?.version === version && found[path]?.integrity === integrity;
  const packages = Object.entries(wanted).filter(([path]) => path !== '');
  const isThere = packages.every((entry) => isSame(entry) || (entry[1].optional && !found[entry[0]]));
  return isThere && Object.keys(found).every((path) => path in wanted);
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

/** No package's own install script is run: none of ours needs one, and a stranger's could do anything. */
async function install(command, more) {
  const flags = [
    command,
    ...more,
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath;
  const names = topLevelNames(packagesOf(join(root, 'package-lock.json')));
  await step(
    command === 'ci'
      ? 'Installing packages (npm ci; about 500 MB, once)'
      : 'Bringing packages up to date (npm install)',
    () => (npm?.endsWith('.js') ? run(process.execPath, [npm, ...flags]) : run('npm', flags)),
    () => `${countInstalled(names)} of ${names.size} packages`,
  );
}

/** Those for this platform: npm leaves out what names another one. */
function topLevelNames(packages) {
  const isForHere = ({ os, cpu }) =>
    (os ?? [process.platform]).includes(process.platform) && (cpu ?? [process.arch]).includes(process.arch);
  const paths = Object.keys(packages).filter((path) => isForHere(packages[path]));
  return new Set(paths.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean));
}

/** npm makes the directories first and fills them then. */
function countInstalled(names) {
  return [...names].filter((name) => existsSync(join(modules, name, 'package.json'))).length;
}
