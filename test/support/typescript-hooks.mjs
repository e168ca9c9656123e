// Jest runs its global setup outside its own transformation. With these hooks Node loads our TypeScript there:
// each file is compiled by swc as in a spec, and `./x.js` is found in `x.ts`.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const root = new URL('../../', import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('#libs/')) {
      return next(new URL(`libs/${specifier.slice('#libs/'.length)}/src/index.ts`, root).href, context);
    }
    if (specifier.startsWith('.') && specifier.endsWith('.js')) {
      const source = fileURLToPath(new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL));
      if (existsSync(source)) return next(pathToFileURL(source).href, context);
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      swcrc: false,
      sourceMaps: 'inline',
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: 'es2024',
      },
      module: { type: 'es6' },
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
