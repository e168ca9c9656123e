import { wordsIn } from '#libs/word-count';
import type { XmlHandler } from '../xml/scanner.js';
import type { Gathered } from './gathered.js';
import type { OfficePackage } from './package.js';

/**
 * Tallies the words of SmartArt and charts: a reader sees them, Word counts them nowhere. One paragraph (a:t of one a:p)
 * or one cached value (c:v) at a time; numbers of charts are no words.
 */
export function walkDiagrams(office: OfficePackage, into: Gathered): void {
  let text: string | null = null;
  const handler: XmlHandler = {
    open: (name) => {
      if (name === 'a:t' || name === 'c:v') text = '';
    },
    close: (name) => {
      if ((name !== 'a:t' && name !== 'c:v') || text === null) return;
      const words = /\p{L}/u.test(text) ? wordsIn(text) : 0;
      if (words > 0) into.tally('diagram', words, text);
      text = null;
    },
    text: (value) => {
      if (text !== null) text += value;
    },
  };
  const parts = office
    .allRelationships()
    .filter((one) => !one.external && /^(diagramData|chart|chartEx)$/.test(one.type));
  for (const part of new Set(parts.map((one) => one.target))) office.walk(part, handler);
}
