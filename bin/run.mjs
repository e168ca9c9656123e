import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program to its end. Quietly: what it said is shown only when it fails. Loudly: as it says it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ isLoud?: boolean, env?: NodeJS.ProcessEnv, input?: string }} [how]
 * @returns {Promise<string>} what it wrote, '' when loud
 */
export function run(command, args, { isLoud = false, env = process.env, input } = {}) {
  return new Promise((resolve, reject) => {
    const output = isLoud ? 'inherit' : 'pipe';
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: [input === undefined ? 'ignore' : 'pipe', output, output],
    });
    let said = '';
    child.stdout?.on('data', (chunk) => (said += chunk));
    child.stderr?.on('data', (chunk) => (said += chunk));
    child.stdin?.end(input);
    child.once('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(said);
      reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? code}\n${lastLines(said, 40)}`));
    });
  });
}

function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
