// Makes dist/: the program by tsc, styles by sass, the browser's scripts by esbuild, and whatever else lies beside them.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exclusively } from './lock.mjs';
import { findNode } from './node.mjs';
import { endWith, step } from './progress.mjs';
import { root, run } from './run.mjs';

const dist = join(root, 'dist');
const publicFiles = join(dist, 'public');
const stampFile = join(dist, '.sources');
const assets = join(root, 'src', 'platform', 'web', 'assets');

/**
 * Builds where a source has changed since the last build.
 * @param {string} node the Node that the compiler runs on
 */
export async function ensureBuilt(node) {
  if (isBuilt()) return;
  await exclusively('build', async () => {
    if (!isBuilt()) await build(node);
  });
}

async function build(node) {
  const stamp = stampOfSources();
  rmSync(stampFile, { force: true });
  await step('Compiling', () => compile(node));
  await step('Building styles and scripts', async () => {
    copyTheRest();
    writeManifest({ ...(await buildStyles()), ...(await buildScripts()), ...copyAssets() });
  });
  writeFileSync(stampFile, stamp);
}

function isBuilt() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stampOfSources();
}

/** Of the contents, not of the times: a checkout that comes back to what was built needs no build. */
function stampOfSources() {
  const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'bin/build.mjs'];
  const hash = createHash('sha256');
  for (const file of [...settings.map((name) => join(root, name)), ...sources(() => true)]) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** The files below src/ and libs/, but for specs, in a fixed order. */
function sources(isWanted) {
  return ['src', 'libs']
    .flatMap((top) => readdirSync(join(root, top), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter(isWanted)
    .sort((one, other) => (one < other ? -1 : 1));
}

async function compile(node) {
  removeOrphans();
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(node, [
    compiler,
    '-p',
    'tsconfig.build.json',
    '--tsBuildInfoFile',
    join(dist, '.build-info'),
    '--pretty',
    'false',
  ]);
}

/** What was compiled from a file that is gone must go too: nothing may still import it. */
function removeOrphans() {
  for (const top of ['src', 'libs']) {
    const compiled = join(dist, top);
    if (!existsSync(compiled)) continue;
    for (const entry of readdirSync(compiled, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath ?? entry.path, entry.name);
      const source = join(root, relative(dist, file)).replace(/\.js(\.map)?$/, '.ts');
      if (existsSync(source)) continue;
      rmSync(file);
      // tsc would believe its notes that the rest is there.
      rmSync(join(dist, '.build-info'), { force: true });
    }
  }
}

/** Templates, fonts, framework data: what the program reads at run time lies in dist/ where it lies in src/. */
function copyTheRest() {
  const notCopied = new Set(['.ts', '.scss', '.md']);
  for (const file of sources((path) => !notCopied.has(extname(path)) && !path.startsWith(assets))) {
    const copy = join(dist, relative(root, file));
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(file, copy);
  }
}

/** The scripts of the pages: every `name.browser.ts` becomes `name.js` in the manifest. */
async function buildScripts() {
  const entryPoints = sources((path) => path.endsWith('.browser.ts'));
  if (entryPoints.length === 0) return {};
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints,
    absWorkingDir: root,
    outdir: publicFiles,
    entryNames: '[name]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // Libraries have parts for the server alone: what a page does not use of them is dropped, with its imports of Node.
    external: ['node:*'],
    write: false,
    logLevel: 'silent',
  });
  return Object.fromEntries(
    outputFiles.map(({ path, contents }) => publish(basename(path).replace(/\.browser\.js$/, '.js'), contents)),
  );
}

/** Every `name.scss` of the assets but the partials (`_name.scss`) becomes `name.css` in the manifest. */
async function buildStyles() {
  const sheets = assetFiles((name) => name.endsWith('.scss') && !name.startsWith('_'));
  if (sheets.length === 0) return {};
  const sass = await import('sass');
  const options = {
    style: 'compressed',
    loadPaths: [join(root, 'node_modules')],
    quietDeps: true,
    logger: sass.Logger.silent,
  };
  return Object.fromEntries(
    sheets.map((name) => publish(name.replace(/\.scss$/, '.css'), sass.compile(join(assets, name), options).css)),
  );
}

/** Pictures and the like, as they are. */
function copyAssets() {
  const names = assetFiles((name) => !/\.(scss|ts|md)$/.test(name));
  return Object.fromEntries(names.map((name) => publish(name, readFileSync(join(assets, name)))));
}

function assetFiles(isWanted) {
  return existsSync(assets) ? readdirSync(assets).filter(isWanted) : [];
}

/**
 * Writes a file under a name that changes with its contents, so that browsers may keep it for ever. Older ones stay: a
 * page that was served a minute ago still asks for them.
 */
function publish(name, contents) {
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 12);
  const published = name.replace(/(\.[^.]+)$/, `.${hash}$1`);
  mkdirSync(publicFiles, { recursive: true });
  writeFileSync(join(publicFiles, published), contents);
  return [name, `/public/${published}`];
}

/** `{"name.css": "/public/name.0123456789ab.css"}` */
function writeManifest(names) {
  mkdirSync(publicFiles, { recursive: true });
  writeFileSync(join(publicFiles, 'manifest.json'), `${JSON.stringify(names, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await endWith(() => ensureBuilt(findNode()));
