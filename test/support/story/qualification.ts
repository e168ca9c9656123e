import { npqel2017 } from '#libs/rubric';
import { PublishFramework } from '../../../src/qualification/index.js';
import type { TestApp } from '../app.js';

/** Publishes the shipped framework and gives its id. */
export async function publishNpqel(open: TestApp): Promise<string> {
  const id = await open.app.get(PublishFramework).run({ actor: 'job:test', text: JSON.stringify(npqel2017) });
  if (typeof id !== 'string') throw new Error(`The shipped framework was refused: ${id.code}`);
  return id;
}
