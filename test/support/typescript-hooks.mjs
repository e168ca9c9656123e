// With these hooks Node loads our TypeScript itself, in Jest's global setup and in its workers: each file is compiled by
// swc as Jest would, and `./x.js` is found in `x.ts`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const root = new URL('../../', import.meta.url);
const tests = new URL('test/', root).href;
const modules = new URL('node_modules/', root).href;

const options = {
  swcrc: false,
  sourceMaps: true,
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2024',
  },
  module: { type: 'es6' },
};

/** What was compiled once, by any worker of any run. */
const kept = join(fileURLToPath(root), '.scriptorium', 'specs');
const { version } = createRequire(import.meta.url)('@swc/core/package.json');
mkdirSync(kept, { recursive: true });

/** Where the map of a compiled file lies, by the address under which Node knows it. */
export const sourceMaps = new Map();

let specs = 0;
const globalsOf = new Map();

/**
 * The next spec of this process. `address(href)` is where its own copy of a file in test/, or of itself, is imported from;
 * set `globals` to what it imports from `@jest/globals` before that.
 */
export function beginSpec() {
  const mark = `?spec=${++specs}`;
  return {
    set globals(globals) {
      globalsOf.set(mark, globals);
    },
    address: (href) => `${href}${mark}`,
    end: () => globalsOf.delete(mark),
  };
}

/** For the module that stands for `@jest/globals`. */
globalThis[Symbol.for('scriptorium.globals-of')] = (mark) => globalsOf.get(mark);

registerHooks({
  resolve(specifier, context, next) {
    const mark = /\?spec=\d+$/.exec(context.parentURL ?? '')?.[0] ?? '';
    if (specifier === '@jest/globals' && mark) return { url: `jest-globals:${mark}`, shortCircuit: true };
    if (specifier.startsWith('#libs/')) {
      return next(new URL(`libs/${specifier.slice('#libs/'.length)}/src/index.ts`, root).href, context);
    }
    if (!specifier.startsWith('.') || context.parentURL?.startsWith(modules)) return next(specifier, context);
    const url = new URL(specifier, context.parentURL);
    const source = new URL(url.href.replace(/\.js$/, '.ts'));
    const found = url.href.endsWith('.js') && existsSync(fileURLToPath(source)) ? source : url;
    return next(mark && found.href.startsWith(tests) ? `${found.href}${mark}` : found.href, context);
  },
  load(url, context, next) {
    if (url.startsWith('jest-globals:')) return { format: 'module', source: globalsModule(url), shortCircuit: true };
    if (!/\.ts(\?spec=\d+)?$/.test(url)) return next(url, context);
    return { format: 'module', source: compiled(url), shortCircuit: true };
  },
});

const names = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'it', 'jest', 'test'];

function globalsModule(url) {
  const mark = JSON.stringify(url.slice('jest-globals:'.length));
  return `export const { ${names.join()} } = globalThis[Symbol.for('scriptorium.globals-of')](${mark});`;
}

function compiled(url) {
  const filename = fileURLToPath(url.replace(/\?.*/, ''));
  const source = readFileSync(filename, 'utf8');
  const key = createHash('sha256')
    .update(`${version}\0${JSON.stringify(options)}\0${filename}\0${source}`)
    .digest('hex');
  const program = join(kept, `${key.slice(0, 32)}.js`);
  const map = `${program}.map`;
  sourceMaps.set(url, map);
  if (!existsSync(program)) {
    const made = transformSync(source, { ...options, filename });
    write(map, made.map);
    write(program, made.code);
  }
  return readFileSync(program, 'utf8');
}

/** Whole or not at all: other workers look for it at the same time. */
function write(path, text) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}
