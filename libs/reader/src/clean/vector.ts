import { strFromU8, strToU8 } from 'fflate';
import { XmlScanner } from '../xml/scanner.js';
import { Unreadable } from '../unreadable.js';
import { cleanImage } from './image.js';

/** Elements that are not drawn, or that run or fetch something: left out with all that they hold. */
const unseen = new Set(['metadata', 'title', 'desc', 'script', 'foreignObject', 'audio', 'video', 'iframe', 'handler']);
/** One tag, comment, instruction or CDATA section; quoted values may hold `>`. */
const markup = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<\/?(?:[^>"']|"[^"]*"|'[^']*')*>/g;
const attribute = /\s([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g;

/**
 * An SVG as it looks, without what a drawing program writes beside it: metadata, titles, descriptions, comments, names of
 * layers, attributes of other namespaces, scripts, links. Ids and classes get numbers. Words that are drawn stay. Null for
 * what is no well-formed XML.
 */
export function cleanSvg(bytes: Uint8Array): Uint8Array | null {
  const text = strFromU8(bytes).replace(/^\ufeff/, '');
  if (!isWellFormed(text)) return null;
  const names = new Map<string, string>();
  for (const [, kind, value] of text.matchAll(/\s(id|class)\s*=\s*["']([^"']*)["']/g))
    for (const one of (value ?? '').split(/\s+/))
      if (one !== '') names.set(one, names.get(one) ?? `${kind?.[0]}${names.size}`);
  let dropping: string[] = [];
  let isStyle = false;
  let last = 0;
  let out = '';
  for (const found of text.matchAll(markup)) {
    const between = text.slice(last, found.index);
    last = found.index + found[0].length;
    if (dropping.length === 0) out += isStyle ? cleanStyle(between, names) : between;
    const tag = /^<(\/?)([\w:.-]+)/.exec(found[0]);
    if (!tag) {
      if (dropping.length === 0 && isStyle && found[0].startsWith('<![CDATA['))
        out += cleanStyle(found[0].slice(9, -3), names).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      continue;
    }
    const [, isEnd, name = ''] = tag;
    const isEmpty = found[0].endsWith('/>');
    if (dropping.length > 0 || (!isEnd && isUnseen(name))) {
      if (isEnd) dropping.pop();
      else if (!isEmpty) dropping = [...dropping, name];
      continue;
    }
    if (plain(name) === 'style') isStyle = !isEnd && !isEmpty;
    out += isEnd ? `</${name}>` : `<${name}${cleanAttributes(found[0], names)}${isEmpty ? '/' : ''}>`;
  }
  return strToU8(`${out.trim()}\n`);
}

function isWellFormed(text: string): boolean {
  try {
    const scanner = new XmlScanner({ open: () => undefined, close: () => undefined, text: () => undefined });
    scanner.write(text);
    scanner.end();
    return /<(?:\w+:)?svg\b/.test(text);
  } catch (fault) {
    if (fault instanceof Unreadable) return false;
    throw fault;
  }
}

const plain = (name: string): string => name.replace(/^svg:/, '');
const isUnseen = (name: string): boolean => unseen.has(plain(name)) || plain(name).includes(':');

function cleanAttributes(tag: string, names: ReadonlyMap<string, string>): string {
  let kept = '';
  for (const [, name = '', quoted = ''] of tag.matchAll(attribute)) {
    const value = quoted.slice(1, -1);
    const clean = cleanValue(name, value, names);
    if (clean !== null) kept += ` ${name}="${clean.replaceAll('"', '&quot;')}"`;
  }
  return kept;
}

/** Null where the attribute is left out. */
function cleanValue(name: string, value: string, names: ReadonlyMap<string, string>): string | null {
  if (/^xmlns(?::(?:svg|xlink))?$/.test(name)) return value;
  if (name === 'href' || name === 'xlink:href') return cleanReference(value, names);
  if (/:|^(?:on|data-|aria-|lang$|role$|target$|rel$|download$|ping$)/.test(name))
    return name === 'xml:space' ? value : null;
  if (name === 'id' || name === 'class')
    return value
      .split(/\s+/)
      .filter((one) => one !== '')
      .map((one) => names.get(one) ?? '')
      .join(' ');
  return cleanStyle(value, names);
}

function cleanReference(value: string, names: ReadonlyMap<string, string>): string | null {
  if (value.startsWith('#')) return `#${names.get(value.slice(1)) ?? ''}`;
  const data = /^data:image\/(?:png|jpe?g);base64,([A-Za-z0-9+/=\s]*)$/.exec(value);
  const image = data && cleanImage(Uint8Array.from(Buffer.from(data[1] ?? '', 'base64')));
  return image && `data:${image.type};base64,${Buffer.from(image.bytes).toString('base64')}`;
}

/** A style sheet or a value without comments and addresses; what it points at within the picture gets its number. */
function cleanStyle(css: string, names: ReadonlyMap<string, string>): string {
  return css
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/@import[^;]*;?/g, '')
    .replaceAll(/url\(\s*(?:&quot;|["'])?([^)"']*?)(?:&quot;|["'])?\s*\)/g, (_, target: string) =>
      target.startsWith('#') ? `url(#${names.get(target.slice(1)) ?? ''})` : 'none',
    )
    .replaceAll(/([#.])(-?[A-Za-z_][\w-]*)/g, (whole, mark: string, word: string) =>
      names.has(word) ? `${mark}${names.get(word)}` : whole,
    );
}

/** Records of a metafile that draw nothing: comments of programs, colour profiles with their file names, ends in words. */
const speaking = new Set([
  0x46, // EMR_GDICOMMENT
  0x63, // EMR_CREATECOLORSPACE
  0x7a, // EMR_CREATECOLORSPACEW
  0x70, // EMR_SETICMPROFILEA
  0x71, // EMR_SETICMPROFILEW
  0x69, // EMR_DRAWESCAPE
  0x6a, // EMR_EXTESCAPE
  0x6e, // EMR_NAMEDESCAPE
]);

/**
 * An EMF with its records in their places, and zeros in what only says something: the description in the header (program and
 * title), comments (those of EMF+ too: the plain records beside them draw the same), profiles. Words that are drawn stay.
 * Null for what is cut short.
 */
export function cleanEmf(bytes: Uint8Array): Uint8Array | null {
  const out = Uint8Array.from(bytes);
  const view = new DataView(out.buffer);
  if (out.length < 88 || view.getUint32(0, true) !== 1 || view.getUint32(40, true) !== 0x464d4520) return null;
  const header = view.getUint32(4, true);
  const [letters, from] = [view.getUint32(60, true), view.getUint32(64, true)];
  if (from > 0 && from + letters * 2 <= out.length) out.fill(0, Math.max(from, 68), from + letters * 2);
  view.setUint32(60, 0, true);
  view.setUint32(64, 0, true);
  for (let at = header; at + 8 <= out.length;) {
    const [type, size] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    if (size < 8 || at + size > out.length) return null;
    // A comment of no bytes is a record like any other.
    if (speaking.has(type)) {
      out.fill(0, at + 8, at + size);
      view.setUint32(at, 0x46, true);
    }
    at += size;
    if (type === 0x0e) return out.subarray(0, at);
  }
  return null;
}

/** A WMF with zeros in what its escape records carry: comments of programs, other pictures. Null for what is cut short. */
export function cleanWmf(bytes: Uint8Array): Uint8Array | null {
  const out = Uint8Array.from(bytes);
  const view = new DataView(out.buffer);
  if (out.length < 18) return null;
  const start = view.getUint32(0, true) === 0x9ac6cdd7 ? 22 : 0;
  for (let at = start + 18; at + 6 <= out.length;) {
    const [words, type] = [view.getUint32(at, true), view.getUint16(at + 4, true)];
    if (words < 3 || at + words * 2 > out.length) return null;
    if (type === 0x0626) out.fill(0, at + 6, at + words * 2);
    at += words * 2;
    if (type === 0) return out.subarray(0, at);
  }
  return null;
}

/** A GIF without comments, texts and what programs put into it; how often it is repeated stays. Null for what is cut short. */
export function cleanGif(bytes: Uint8Array): Uint8Array | null {
  if (!/^GIF8[79]a$/.test(strFromU8(bytes.subarray(0, 6), true)) || bytes.length < 14) return null;
  const table = (flags: number): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  let at = 13 + table(bytes[10] ?? 0);
  const kept = [bytes.subarray(0, at)];
  const blocks = (from: number): number => {
    let end = from;
    while (end < bytes.length && bytes[end] !== 0) end += 1 + (bytes[end] ?? 0);
    return end + 1;
  };
  while (at < bytes.length) {
    const start = at;
    if (bytes[at] === 0x3b) {
      const parts = [...kept, bytes.subarray(at, at + 1)];
      return Uint8Array.from(Buffer.concat(parts));
    }
    if (bytes[at] === 0x2c) at = blocks(at + 11 + table(bytes[at + 9] ?? 0));
    else if (bytes[at] === 0x21) at = blocks(at + 2);
    else return null;
    const isRepeat = strFromU8(bytes.subarray(start + 3, start + 14), true) === 'NETSCAPE2.0';
    const isShown = bytes[start] === 0x2c || bytes[start + 1] === 0xf9 || (bytes[start + 1] === 0xff && isRepeat);
    if (isShown) kept.push(bytes.subarray(start, at));
  }
  return null;
}
