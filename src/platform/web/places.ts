import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The project's folder: the nearest one above this file that holds a package.json. */
export const projectDirectory = findProject(import.meta.dirname);

/** Styles and scripts as they were built, under names with a content hash. */
export const publicDirectory = join(projectDirectory, 'dist/public');

/** Where templates are found by their path below `src/`: beside the code that is running, built or not. */
export const templateDirectory = resolve(import.meta.dirname, '../..');

function findProject(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error('No package.json above the running code');
  return findProject(above);
}
