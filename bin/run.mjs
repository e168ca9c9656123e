import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program to its end; what it said is shown only when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, mayBeKilled?: boolean }} [how]
 * @returns {Promise<string>} what it wrote
 */
export function run(command, args, { env = process.env, onLine, mayBeKilled = true } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    // Whoever is told to stop stops what it runs, and then fails for that reason. npm would go on for a minute.
    const passOn = (signal) => {
      child.kill(signal);
      if (mayBeKilled) setTimeout(() => child.kill('SIGKILL'), 1000).unref();
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, passOn);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        said += chunk;
        onLine?.(lastLines(chunk, 1));
      });
    }
    child.once('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.once('close', (code, signal) => {
      for (const each of ['SIGINT', 'SIGTERM']) process.removeListener(each, passOn);
      if (code === 0) return resolve(said);
      reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? code}\n${lastLines(said, 40)}`));
    });
  });
}

function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
