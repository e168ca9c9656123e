import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const projectDirectory = resolve(import.meta.dirname, '../..');

/** A source file: its path from the project's folder, its text without comments, and what it imports. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

/** Every TypeScript file below `folder`, specs left out, in a fixed order. Imports of ours are paths from the project's folder. */
export function readSource(folder: string): SourceFile[] {
  return readdirSync(join(projectDirectory, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(spec|d)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => sourceFile(relative(projectDirectory, file), readFileSync(file, 'utf8')));
}

/** A source file from its text: what a guard is proved with as well. */
export function sourceFile(path: string, written: string): SourceFile {
  const text = written.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const named = [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1] as string);
  return { path, text, imports: named.map((name) => target(path, name)) };
}

function target(from: string, name: string): string {
  if (name.startsWith('#libs/')) return `libs/${name.slice(6)}/src/index.ts`;
  return name.startsWith('.') ? join(dirname(from), name).replace(/\.js$/, '.ts') : name;
}
