import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { isRefusal, type Result } from '#libs/refusal';
import { digest } from './digest.js';
import { FileMissing, FileStore, keyOf, sha256Of } from './file-store.js';
import type { ByteRange, Expectation, ReceiveRefusal, StoredFile } from './file-store.js';
import { INCOMING, incomingName } from './incoming.js';

/**
 * The store as a directory: `sha256/…` holds the objects, `incoming/` unfinished uploads, `spool/` what is being received.
 * All three must lie on one file system, since an object appears by link(2): at once, whole, and never over another.
 */
export class DirectoryStore extends FileStore {
  constructor(private readonly root: string) {
    super();
  }

  async receive(source: Readable, expected: Expectation): Promise<Result<StoredFile, ReceiveRefusal>> {
    const spooled = await this.spoolPath();
    try {
      const file = await open(spooled, 'wx', 0o440);
      try {
        const read = await digest(source, expected, (chunk) => writeWhole(file, chunk));
        if (isRefusal(read)) return read;
        await file.sync();
        return await this.place(spooled, read);
      } finally {
        await file.close();
      }
    } finally {
      await rm(spooled, { force: true });
    }
  }

  async adopt(incoming: string, expected: Expectation): Promise<Result<StoredFile, ReceiveRefusal>> {
    const path = this.incomingPath(incoming);
    const file = await openExisting(path, incoming);
    try {
      const before = await file.stat({ bigint: true });
      const read = await digest(Readable.from(chunksOf(file)), expected);
      if (isRefusal(read)) return read;
      const after = await file.stat({ bigint: true });
      if (after.mtimeNs !== before.mtimeNs || after.size !== before.size) {
        throw new Error(`The upload ${incoming} was written to while it was adopted`);
      }
      await file.sync();
      await file.chmod(0o440);
      return await this.place(path, read);
    } finally {
      await file.close();
    }
  }

  async discardIncoming(incoming: string): Promise<void> {
    await rm(this.incomingPath(incoming), { force: true });
  }

  async sweepIncoming(idleMs: number): Promise<number> {
    const marker = await this.spoolPath();
    await writeFile(marker, '');
    const oldest = (await stat(marker)).mtimeMs - idleMs;
    await rm(marker);
    let swept = 0;
    for (const place of [INCOMING, 'spool']) {
      const directory = join(this.root, place);
      for (const names of byUpload(await readdir(directory).catch(whenMissing<string[]>([])))) {
        const found = await Promise.all(names.map((name) => stat(join(directory, name)).catch(whenMissing(null))));
        if (found.some((one) => one && one.mtimeMs > oldest)) continue;
        await Promise.all(names.map((name) => rm(join(directory, name), { force: true })));
        swept += names.length;
      }
    }
    return swept;
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const file = await openExisting(this.pathOf(key), key);
    if (!range) return file.createReadStream();
    const { size } = await file.stat();
    if (range.start < size) return file.createReadStream(range);
    await file.close();
    throw new RangeError(`${key} has ${size} bytes, none from ${range.start}`);
  }

  async size(key: string): Promise<number | null> {
    const found = await stat(this.pathOf(key)).catch(whenMissing(null));
    return found && found.size;
  }

  /** The change time is set by the system alone: a file whose bytes and dates were put back has another one. */
  async version(key: string): Promise<string | null> {
    const found = await stat(this.pathOf(key), { bigint: true }).catch(whenMissing(null));
    return found && [found.ino, found.size, found.mtimeNs, found.ctimeNs].join('-');
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  async check(): Promise<void> {
    const probe = join(this.root, 'spool', `probe-${randomUUID()}`);
    try {
      await this.spoolPath();
      await writeFile(probe, 'probe');
      await link(probe, `${probe}.link`);
    } catch (cause) {
      throw new Error(`The file store at ${this.root} cannot be written to, or has no hard links: ${String(cause)}`, {
        cause,
      });
    } finally {
      for (const made of [probe, `${probe}.link`]) await rm(made, { force: true }).catch(() => undefined);
    }
  }

  /** Gives the synced file at `path` its key. A sound object that is there already wins; a damaged one is replaced. */
  private async place(path: string, { sha256, size }: { sha256: string; size: number }): Promise<StoredFile> {
    const key = keyOf(sha256);
    const target = this.pathOf(key);
    const directory = dirname(target);
    const firstMade = await mkdir(directory, { recursive: true, mode: 0o750 });
    try {
      await link(path, target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
      // ENOENT: another request adopted the same upload and put it away since we read it.
      if (!(await this.isIntact(key))) await this.replace(path, target);
    }
    // The name must outlive a power cut too, and so must the directories that lead to it.
    await syncDirectory(directory);
    if (firstMade)
      for (const parent of [dirname(directory), join(this.root, 'sha256'), this.root]) await syncDirectory(parent);
    return { sha256, size, key };
  }

  private async replace(path: string, target: string): Promise<void> {
    const spare = await this.spoolPath();
    await link(path, spare);
    await rename(spare, target);
  }

  private async spoolPath(): Promise<string> {
    const spool = join(this.root, 'spool');
    await mkdir(spool, { recursive: true, mode: 0o750 });
    return join(spool, randomUUID());
  }

  private pathOf(key: string): string {
    sha256Of(key);
    return join(this.root, key);
  }

  private incomingPath(incoming: string): string {
    return join(this.root, INCOMING, incomingName(incoming));
  }
}

/** An upload is its bytes and what is written about it beside them: neither goes while the other is still in use. */
function byUpload(names: string[]): string[][] {
  return Object.values(Object.groupBy(names, (name) => name.split('.')[0] ?? name)).map((group) => group ?? []);
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(64 * 1024), { position });
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function writeWhole(file: FileHandle, chunk: Buffer): Promise<void> {
  let written = 0;
  while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
}

async function openExisting(path: string, named: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new FileMissing(named) : error;
  }
}

function whenMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
