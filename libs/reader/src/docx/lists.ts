import { wordsIn } from '#libs/word-count';
import type { XmlElement, XmlHandler } from '../xml/scanner.js';
import type { Gathered } from './gathered.js';
import type { OfficePackage } from './package.js';

/** The labels of a document's lists: by list and level, how many words each label shows. */
class Labels implements XmlHandler {
  readonly #levels = new Map<string, number>();
  readonly #lists = new Map<string, string>();
  #abstract = '';
  #list = '';
  #level = '';
  #override = false;

  open(name: string, element: XmlElement): void {
    switch (name) {
      case 'w:abstractNum':
        this.#abstract = element.attribute('w:abstractNumId') ?? '';
        return;
      case 'w:num':
        this.#list = element.attribute('w:numId') ?? '';
        return;
      case 'w:lvlOverride':
        this.#override = true;
        return;
      case 'w:abstractNumId':
        if (element.parent === 'w:num') this.#lists.set(this.#list, element.attribute('w:val') ?? '');
        return;
      case 'w:lvl':
        this.#level = element.attribute('w:ilvl') ?? '0';
        return;
      case 'w:lvlText':
        this.#levels.set(
          `${this.#override ? `list ${this.#list}` : this.#abstract}/${this.#level}`,
          wordsIn(element.attribute('w:val') ?? ''),
        );
        return;
      default:
    }
  }

  close(name: string): void {
    if (name === 'w:lvlOverride') this.#override = false;
  }

  text(): void {}

  wordsOf(list: string, level: string): number {
    return this.#levels.get(`list ${list}/${level}`) ?? this.#levels.get(`${this.#lists.get(list)}/${level}`) ?? 0;
  }
}

/**
 * How many words the automatic labels of lists show ("1.", "Annex A -"). Word counts none of them, so whole sentences
 * can be kept there.
 */
export function listLabelWords(office: OfficePackage, main: string, gathered: Gathered): number {
  const part = office.relationships(main).find((one) => one.type === 'numbering' && !one.external)?.target;
  if (!part || gathered.lists.size === 0) return 0;
  const labels = new Labels();
  office.walk(part, labels);
  let words = 0;
  for (const [use, times] of gathered.lists) {
    const [list = '', level = '0'] = use.split('/');
    words += labels.wordsOf(list, level) * times;
  }
  return words;
}
