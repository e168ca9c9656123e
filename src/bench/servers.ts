import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Server {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Starts one of the compiled programs of `dist/src` that prints its address when it is ready. */
export async function startServer(program: string, environment: Readonly<Record<string, string>>): Promise<Server> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', program)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...environment },
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { address } = JSON.parse(line) as { address: string };
    return { address, stop: () => stop(child) };
  }
  throw new Error(`${program} ended before it was ready`);
}

async function stop(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(late);
}
