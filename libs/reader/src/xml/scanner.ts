import { type Limits, limits as defaults } from '../limits.js';
import { Unreadable } from '../unreadable.js';
import { decodeEntities } from './entities.js';
import { shortNameOf } from './names.js';
import { broken, type StartTag, startsName, StartTags } from './start-tags.js';

/** What a walk of XML is told. Names are `short:local` with the short names of `names.ts`; `?:local` where unknown. */
export interface XmlHandler {
  open(name: string, element: XmlElement): void;
  close(name: string): void;
  text(value: string): void;
}

/** The element being opened; valid only during `open`. */
export interface XmlElement {
  /** The name of the element around it, `''` at the root. */
  readonly parent: string;
  /** The value of the attribute of that name, entities decoded, or null. Plain names have no prefix. */
  attribute(name: string): string | null;
  /** The address that a prefix stands for here, or null. */
  namespaceOf(prefix: string): string | null;
}

/** Declarations of one element that has some. Linked, not copied: a copy for each level is quadratic in depth. */
interface Scope {
  readonly depth: number;
  readonly outer: Scope | null;
  readonly urls: Map<string, string>;
  readonly elements: Map<string, string>;
  readonly attributes: Map<string, string>;
}

// oxlint-disable-next-line no-control-regex -- what XML 1.0 allows nowhere in a document
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
/** Before the first element. */
const noTag: StartTag = { name: '', isEmpty: true, attributes: [], values: [], length: 0, declares: false };

const blank = /^[\t\n\r ]*$/;

/**
 * A small XML scanner that takes text in pieces of any size: tags must match, entities must be the five of XML or
 * character references, a DOCTYPE is refused unread, depth, number of elements and length of one tag are capped.
 * Time and memory grow with the text alone.
 */
export class XmlScanner implements XmlElement {
  #rest = '';
  #raw: string[] = [];
  #names: string[] = [];
  #scope: Scope = { depth: -1, outer: null, urls: new Map(), elements: new Map(), attributes: new Map() };
  #elements = 0;
  #rootSeen = false;
  #started = false;
  #attributes = 0;
  /** The tag being opened, and where it stands. Most values are never asked for. */
  #tag: StartTag = noTag;
  #buffer = '';
  #base = 0;

  constructor(
    private readonly handler: XmlHandler,
    private readonly limits: Limits = defaults,
    private readonly tags: StartTags = new StartTags(),
  ) {
    this.#scope.urls.set('xml', 'http://www.w3.org/XML/1998/namespace');
    this.#scope.urls.set('', '');
  }

  get parent(): string {
    return this.#names.at(-2) ?? '';
  }

  attribute(name: string): string | null {
    const { attributes } = this.#tag;
    for (let i = 0; i < attributes.length; i++) if (this.#attributeName(attributes[i]!) === name) return this.#value(i);
    return null;
  }

  /** The value of the attribute at a place, line ends and tabs as blanks, entities decoded. */
  #value(i: number): string {
    const { values } = this.#tag;
    const written = this.#buffer.slice(this.#base + values[2 * i]!, this.#base + values[2 * i + 1]!);
    const flat = /[\t\n\r]/.test(written) ? written.replace(/\r\n|[\t\n\r]/g, ' ') : written;
    return decodeEntities(flat);
  }

  namespaceOf(prefix: string): string | null {
    for (let scope: Scope | null = this.#scope; scope; scope = scope.outer) {
      const url = scope.urls.get(prefix);
      if (url !== undefined) return url;
    }
    return null;
  }

  /** Takes the next piece of the document. */
  write(piece: string): void {
    if (forbidden.test(piece)) throw broken('a character that XML does not allow');
    const buffer = this.#rest === '' ? piece : this.#rest + piece;
    const used = this.#scan(buffer);
    this.#rest = used === 0 ? buffer : buffer.slice(used);
    if (this.#rest.length > this.limits.markup) throw new Unreadable('too-complex', 'one tag of megabytes');
  }

  /** Ends the document: everything must be closed. */
  end(): void {
    if (this.#rest !== '') {
      if (this.#rest.includes('<') || this.#rest.includes('&')) throw broken('it ends inside a tag or entity');
      this.#text(this.#rest);
    }
    if (this.#names.length > 0 || !this.#rootSeen) throw broken('it ends before its elements are closed');
  }

  /** Handles all that is whole in the buffer and gives how much of it that was. */
  #scan(buffer: string): number {
    let at = 0;
    for (;;) {
      const open = buffer.indexOf('<', at);
      if (open === -1) return this.#tail(buffer, at);
      if (open > at) this.#text(buffer.slice(at, open));
      const next = this.#markup(buffer, open);
      if (next === -1) return open;
      at = next;
      this.#started = true;
    }
  }

  /** Text at the end of a piece: a reference or line end that may go on in the next piece waits. */
  #tail(buffer: string, at: number): number {
    let end = buffer.length;
    const reference = buffer.slice(at).lastIndexOf('&');
    if (reference !== -1 && !buffer.includes(';', at + reference)) end = at + reference;
    // `]]>` and CR LF may be cut in two: a few characters wait for what follows.
    while (end > at && (buffer[end - 1] === '\r' || buffer[end - 1] === ']') && end > buffer.length - 3) end--;
    if (end > at) this.#text(buffer.slice(at, end));
    return end;
  }

  /** One tag, comment, section or instruction from its `<`; gives where it ends, -1 where the piece ends first. */
  #markup(buffer: string, open: number): number {
    const second = buffer.charCodeAt(open + 1);
    if (second === 47) return this.#endTag(buffer, open);
    if (second === 33) return this.#declaration(buffer, open);
    if (second === 63) return this.#instruction(buffer, open);
    return this.#startTag(buffer, open);
  }

  #endTag(buffer: string, open: number): number {
    const end = buffer.indexOf('>', open + 2);
    if (end === -1) return -1;
    const raw = this.#raw.at(-1);
    const nameEnd = open + 2 + (raw?.length ?? 0);
    if (
      raw === undefined ||
      !buffer.startsWith(raw, open + 2) ||
      (nameEnd !== end && !blank.test(buffer.slice(nameEnd, end)))
    )
      throw broken(`</${buffer.slice(open + 2, Math.min(end, open + 40))}> closes nothing`);
    this.#close();
    return end + 1;
  }

  #declaration(buffer: string, open: number): number {
    if (buffer.startsWith('<!--', open)) {
      const end = buffer.indexOf('--', open + 4);
      if (end === -1 || end + 2 >= buffer.length) return -1;
      if (buffer[end + 2] !== '>') throw broken('two hyphens inside a comment');
      return end + 3;
    }
    if (buffer.startsWith('<![CDATA[', open)) {
      const end = buffer.indexOf(']]>', open + 9);
      if (end === -1) return -1;
      if (this.#names.length === 0) throw broken('text outside the root element');
      this.handler.text(buffer.slice(open + 9, end).replace(/\r\n?/g, '\n'));
      return end + 3;
    }
    const start = buffer.slice(open, open + 9);
    if ('<![CDATA['.startsWith(start) || '<!--'.startsWith(start)) return -1;
    if (start === '<!DOCTYPE') throw new Unreadable('unsafe-xml', 'a document type declaration');
    if ('<!DOCTYPE'.startsWith(start)) return -1;
    throw broken('a declaration that is none');
  }

  #instruction(buffer: string, open: number): number {
    const end = buffer.indexOf('?>', open + 2);
    if (end === -1) return -1;
    const target = /^[^\s?]*/.exec(buffer.slice(open + 2, Math.min(end, open + 80)))![0];
    if (!startsName.test(target)) throw broken('an instruction without a name');
    if (target.toLowerCase() === 'xml' && (this.#started || target !== 'xml'))
      throw broken('an XML declaration that is not at the start');
    return end + 2;
  }

  #startTag(buffer: string, open: number): number {
    const tag = this.tags.read(buffer, open);
    if (!tag) return -1;
    this.#tag = tag;
    this.#buffer = buffer;
    this.#base = open;
    if (tag.declares) this.#declare(tag);
    this.#openElement(tag.name);
    if (tag.isEmpty) this.#close();
    return open + tag.length;
  }

  #openElement(raw: string): void {
    if (this.#names.length === 0 && this.#rootSeen) throw broken('a second root element');
    this.#rootSeen = true;
    if (++this.#elements > this.limits.elements) throw new Unreadable('too-complex', 'too many elements');
    if (this.#names.length >= this.limits.depth) throw new Unreadable('too-complex', 'elements nested too deeply');
    this.#attributes += this.#tag.attributes.length;
    if (this.#attributes > this.limits.attributes) throw new Unreadable('too-complex', 'too many attributes');
    const name = this.#elementName(raw);
    this.#raw.push(raw);
    this.#names.push(name);
    this.handler.open(name, this);
  }

  /** Opens the scope of an element that declares namespaces. */
  #declare({ attributes }: StartTag): void {
    const scope: Scope = {
      depth: this.#names.length,
      outer: this.#scope,
      urls: new Map(),
      elements: new Map(),
      attributes: new Map(),
    };
    attributes.forEach((name, i) => {
      if (name === 'xmlns' || name.startsWith('xmlns:')) scope.urls.set(name.slice(6), this.#value(i));
    });
    this.#scope = scope;
  }

  #close(): void {
    const name = this.#names.at(-1)!;
    this.handler.close(name);
    this.#names.pop();
    this.#raw.pop();
    while (this.#scope.outer && this.#scope.depth >= this.#names.length) this.#scope = this.#scope.outer;
  }

  #text(value: string): void {
    if (this.#names.length === 0) {
      if (!blank.test(value.replace(/^\ufeff/, ''))) throw broken('text outside the root element');
      return;
    }
    if (value.includes(']]>')) throw broken('the end of a section that was not begun');
    const lines = value.includes('\r') ? value.replace(/\r\n?/g, '\n') : value;
    this.handler.text(lines.includes('&') ? decodeEntities(lines) : lines);
  }

  #elementName(raw: string): string {
    const known = this.#scope.elements.get(raw);
    if (known !== undefined) return known;
    if (!startsName.test(raw)) throw broken('an element without a name');
    const name = this.#resolve(raw, this.namespaceOf(raw.includes(':') ? raw.slice(0, raw.indexOf(':')) : ''));
    this.#scope.elements.set(raw, name);
    return name;
  }

  #attributeName(raw: string): string {
    if (!raw.includes(':')) return raw;
    const known = this.#scope.attributes.get(raw);
    if (known !== undefined) return known;
    const name = this.#resolve(raw, this.namespaceOf(raw.slice(0, raw.indexOf(':'))));
    this.#scope.attributes.set(raw, name);
    return name;
  }

  #resolve(raw: string, url: string | null): string {
    const short = url === null ? '?' : shortNameOf(url);
    const local = raw.slice(raw.indexOf(':') + 1);
    return short === '' ? local : `${short}:${local}`;
  }
}
