// Specs run in Node itself and not in a context that Jest makes for each file. There everything a spec imports was compiled
// and run anew, framework and all: three of the four seconds of processor time that a small spec of the rooms took. Here a
// worker loads what is the product's or a library's once, as the product does; what lies in test/, specs and support, is
// fresh for each file. Jest starts, counts and reports as ever; there is nothing that mocks a module, and no fake time.
import Runtime from 'jest-runtime';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { beginSpec, sourceMaps } from './typescript-hooks.mjs';

const require = createRequire(import.meta.url);
const timeout = Symbol.for('TEST_TIMEOUT_SYMBOL');
const eventHandlers = Symbol.for('EVENT_HANDLERS');

export default class NativeRuntime extends Runtime {
  #environmentBefore = { ...process.env };
  #spec = beginSpec();

  /** The framework that Jest asks for, with nothing left in it of the spec before. */
  requireInternalModule(path) {
    for (const left of [timeout, eventHandlers]) delete globalThis[left];
    delete require.cache[path];
    return require(path);
  }

  /** Called before the spec is loaded: what it will import from `@jest/globals`. */
  setGlobalsForRuntime(globals) {
    this.#spec.globals = { ...globals, jest: { setTimeout: (ms) => void (globalThis[timeout] = ms) } };
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    return import(this.#spec.address(pathToFileURL(path).href));
  }

  getSourceMaps() {
    return sourceMaps;
  }

  teardown() {
    super.teardown();
    this.#spec.end();
    for (const name of Object.keys(process.env)) if (!(name in this.#environmentBefore)) delete process.env[name];
    Object.assign(process.env, this.#environmentBefore);
  }
}
