import { isUnderstood } from '../xml/names.js';
import type { XmlElement } from '../xml/scanner.js';

/** Content that is written twice, for newer and for older programs: Word takes the first branch that it understands. */
export class Alternates {
  /** Of each that is open, whether a branch was taken. */
  readonly #taken: boolean[] = [];

  open(): void {
    this.#taken.push(false);
  }

  close(): void {
    this.#taken.pop();
  }

  /** True where this mc:Choice is the branch to read. */
  choose(element: XmlElement): boolean {
    const needs = (element.attribute('Requires') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
    const understood = needs.every((prefix) => isUnderstood(element.namespaceOf(prefix) ?? ''));
    return understood && this.#taken.at(-1) === false && this.#take();
  }

  /** True where mc:Fallback is to be read: no branch was taken, or it stands by itself. */
  fallBack(): boolean {
    return this.#taken.length === 0 || (this.#taken.at(-1) === false && this.#take());
  }

  #take(): true {
    this.#taken[this.#taken.length - 1] = true;
    return true;
  }
}
