import { readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What `postmaster.pid` says of a running server; its lines: pid, directory, start, port, socket, listen, memory, status. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * The server that runs on `directory` and takes connections, or null. A zombie, or a stranger who has got a dead
 * server's pid, is not one.
 */
export function runningPostmaster(directory: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  const isReady = lines[7]?.trim() === 'ready';
  return isReady && port > 0 && isPostmasterOf(pid, directory) ? { pid, port } : null;
}

/** Whether the process `pid` is a PostgreSQL server on `directory`. */
export function isPostmasterOf(pid: number, directory: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === directory;
  } catch {
    return commandNames(pid, directory);
  }
}

/** An ordinary user may not read the working directory of another user's process, but anyone may read its command. */
function commandNames(pid: number, directory: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(directory);
  } catch {
    return false;
  }
}

/** Whether something takes TCP connections on the loopback address. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1000 });
    const settle = (isAnswering: boolean): void => {
      socket.destroy();
      resolve(isAnswering);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}

/** A TCP port of the loopback address that was free a moment ago: `preferred` where it is, else one that the system picks. */
export async function freePort(preferred = 0): Promise<number> {
  return (await tryListening(preferred)) ?? (await tryListening(0)) ?? Promise.reject(new Error('No TCP port is free'));
}

function tryListening(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const taken = (server.address() as AddressInfo).port;
      server.close(() => resolve(taken));
    });
  });
}
