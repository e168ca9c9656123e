import type { XmlHandler } from '../xml/scanner.js';
import { Unreadable } from '../unreadable.js';
import type { OfficePackage } from './package.js';

type Properties = readonly (readonly [name: string, text: string])[];
const read = new WeakMap<OfficePackage, Map<string, Properties>>();

/** The plain text of each element of a small properties part, with its local name. Parsed once. */
export function propertiesOf(office: OfficePackage, type: string): Properties {
  const parts = read.get(office) ?? new Map<string, Properties>();
  read.set(office, parts);
  const known = parts.get(type) ?? readProperties(office, type);
  parts.set(type, known);
  return known;
}

function readProperties(office: OfficePackage, type: string): Properties {
  const found: [string, string][] = [];
  const part = office.relationships('').find((one) => one.type === type && !one.external)?.target;
  if (!part) return found;
  let text = '';
  const handler: XmlHandler = {
    open: () => (text = ''),
    close: (name) => {
      const local = name.slice(name.indexOf(':') + 1);
      if (text.trim() !== '' && found.length < 200) found.push([local, text.trim().slice(0, 500)]);
      text = '';
    },
    text: (value) => (text += value.slice(0, 500)),
  };
  try {
    office.walk(part, handler);
  } catch (fault) {
    // Word opens a document whose properties are damaged; they are no part of the text.
    if (!(fault instanceof Unreadable) || fault.reason !== 'corrupt') throw fault;
  }
  return found;
}

/** The word figure that Word stored on saving, an estimate in nine files of ten. Null where there is none. */
export function readStoredWords(office: OfficePackage): number | null {
  const properties = ['extended-properties', 'extendedProperties'].flatMap((type) => propertiesOf(office, type));
  const words = properties.find(([name]) => name === 'Words')?.[1];
  return words !== undefined && /^\d{1,9}$/.test(words) ? Number(words) : null;
}
