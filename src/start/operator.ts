import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs one command of the operator's (`src/cli.ts`) to its end; what it says is seen. Throws when it fails or `signal` ends it. */
export function operate(
  command: 'migrate' | 'plant' | 'people',
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const program = fileURLToPath(new URL('../cli.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', program, command], {
      env: environment,
      signal,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`The step "${command}" failed (${signal ?? `code ${code}`}); what it said is above.`));
    });
  });
}
