import { plainName } from './pdf-names.js';

/**
 * What a page is drawn with, and nothing beside it: operators that draw keep the operands that they take. Left out are
 * marked content and its properties (`ActualText`, `Alt`, own keys), comments, operators that no viewer knows, and operands
 * too many: all of them may say who wrote the page, and none of them shows. Marks that switch layers (`/OC`) stay.
 *
 * Source: ISO 32000-1, annex A (operators), 8.9.7 (inline images), 14.6 (marked content).
 */
export function cleanContent(bytes: Uint8Array): Uint8Array {
  const scan = new Scan(latin(bytes));
  const out: string[] = [];
  /** For each mark that is open, whether it was kept. */
  const marks: boolean[] = [];
  let operands: Operand[] = [];
  for (let token = scan.next(); token !== null; token = scan.next()) {
    if (token.kind !== 'operator') {
      operands.push(token);
      // No operator takes more than a colour of 32 parts and a pattern; a flood of operands is held back here.
      if (operands.length > 40) operands.shift();
      continue;
    }
    const { text } = token;
    if (text === 'BI') out.push(scan.inlineImage());
    else if (text === 'BMC' || text === 'BDC') {
      const [tag, layer] = operands.slice(-2);
      const isLayer = text === 'BDC' && tag?.text === '/OC' && layer?.kind === 'name';
      marks.push(isLayer);
      if (isLayer) out.push(`/OC ${resource(layer).text} BDC`);
    } else if (text === 'EMC') {
      if (marks.pop()) out.push('EMC');
    } else {
      const taken = takenBy(text, operands);
      if (taken) out.push([...(calling.has(text) ? taken.map(resource) : taken).map(written), text].join(' '));
    }
    operands = [];
  }
  // A page that forgot to end a layer ends it here, so that what follows is not hidden with it.
  for (const kept of marks) if (kept) out.push('EMC');
  return unlatin(`${out.join('\n')}\n`);
}

interface Operand {
  readonly kind: 'number' | 'name' | 'string' | 'array' | 'other' | 'operator';
  readonly text: string;
  readonly items?: readonly Operand[];
}

/** How many operands each operator takes. */
const arity: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'b b* B B* BX EX BT ET f F f* h n q Q s S T* W W*',
    "' cs CS Do g G gs i j J M ri sh Tc Tj TJ TL Tr Ts Tw Tz w",
    'd d0 l m Td TD Tf',
    '" rg RG',
    'k K re v y',
    '',
    'c cm d1 Tm',
  ].flatMap((operators, count) => operators.split(' ').map((operator) => [operator, count] as const)),
);
const colours = new Set(['sc', 'SC', 'scn', 'SCN']);

/** Operators that call a resource by its name. */
const calling = new Set(['Do', 'Tf', 'gs', 'cs', 'CS', 'scn', 'SCN', 'sh']);

/** A name of a resource by its plain name; what is no name stays. */
function resource(operand: Operand): Operand {
  if (operand.kind !== 'name') return operand;
  const name = operand.text
    .slice(1)
    .replaceAll(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  const plain = plainName(name);
  return plain === name ? operand : { ...operand, text: `/${plain}` };
}

/** The operands that an operator takes, the last ones before it; null for what is no operator. */
function takenBy(operator: string, operands: readonly Operand[]): readonly Operand[] | null {
  if (colours.has(operator)) return operands.filter(({ kind }) => kind === 'number' || kind === 'name');
  const count = arity[operator];
  if (count === undefined) return null;
  return count === 0 ? [] : operands.slice(-count);
}

function written({ kind, text, items }: Operand): string {
  if (kind !== 'array') return text;
  const shown = (items ?? []).filter((item) => item.kind === 'number' || item.kind === 'string');
  return `[${shown.map(written).join(' ')}]`;
}

const white = /[\0\t\n\f\r ]/;
const regular = /[^\0\t\n\f\r ()<>[\]{}/%]/;
const regularRun = /[^\0\t\n\f\r ()<>[\]{}/%]*/y;
/** Nesting that no page has; what is deeper is read as if it were flat. */
const deepest = 50;

/** Reads operands and operators one after another; what is broken is passed over, as viewers do. */
class Scan {
  private at = 0;

  constructor(private readonly text: string) {}

  next(depth = 0): Operand | null {
    this.skip();
    const first = this.text[this.at];
    if (first === undefined) return null;
    if (first === '(') return { kind: 'string', text: this.literal() };
    if (first === '[' && depth < deepest) return this.array(depth);
    if (first === '<') return this.text[this.at + 1] === '<' ? this.dictionary(depth) : this.hex();
    if (first === '/') return { kind: 'name', text: this.run(1) };
    if (!regular.test(first)) {
      this.at++;
      return { kind: 'other', text: '' };
    }
    const text = this.run(0);
    if (/^[+\-.\d]+$/.test(text)) return { kind: 'number', text };
    return ['true', 'false', 'null'].includes(text) ? { kind: 'other', text } : { kind: 'operator', text };
  }

  /** From behind `BI` to `EI`: the entries that say how the picture is packed, and its bytes. */
  inlineImage(): string {
    const entries: string[] = [];
    let key: Operand | null = null;
    for (let token = this.next(); token !== null; token = this.next()) {
      if (token.kind === 'operator') {
        if (token.text === 'ID') break;
        continue;
      }
      if (key) {
        const isCalled = ['/CS', '/ColorSpace'].includes(key.text) && !ofInlineImages.has(token.text);
        const value = isCalled ? resource(token) : token;
        if (imageKeys.has(key.text)) entries.push(`${key.text} ${imageValue(value)}`);
        key = null;
      } else if (token.kind === 'name') key = token;
    }
    const from = this.at + 1;
    const end = this.endOfImage(from);
    this.at = Math.min(this.text.length, end + 3);
    return `BI ${entries.join(' ')} ID ${this.text.slice(from, end)}\nEI`;
  }

  /** `EI` between white space, with what reads as drawing behind it: the same bytes inside a picture rarely have. */
  private endOfImage(from: number): number {
    for (let at = this.text.indexOf('EI', from); at >= 0; at = this.text.indexOf('EI', at + 1)) {
      if (!white.test(this.text[at - 1] ?? ' ')) continue;
      const behind = this.text.slice(at + 2, at + 18);
      // oxlint-disable-next-line no-control-regex -- bytes of a picture are told from text by these
      if (behind === '' || (white.test(behind[0] ?? '') && !/[^\t\n\f\r\x20-\x7e]/.test(behind))) return at - 1;
    }
    return this.text.length;
  }

  private skip(): void {
    for (;;) {
      while (this.at < this.text.length && white.test(this.text[this.at] as string)) this.at++;
      if (this.text[this.at] !== '%') return;
      while (this.at < this.text.length && !/[\n\r]/.test(this.text[this.at] as string)) this.at++;
    }
  }

  private run(from: number): string {
    const start = this.at;
    regularRun.lastIndex = start + from;
    regularRun.exec(this.text);
    this.at = regularRun.lastIndex;
    return this.text.slice(start, this.at);
  }

  private literal(): string {
    const start = this.at;
    let open = 0;
    for (; this.at < this.text.length; this.at++) {
      const character = this.text[this.at];
      if (character === '\\') this.at++;
      else if (character === '(') open++;
      else if (character === ')' && --open === 0) {
        this.at++;
        return this.text.slice(start, this.at);
      }
    }
    return '()';
  }

  private hex(): Operand {
    const end = this.text.indexOf('>', this.at);
    const inside = this.text.slice(this.at + 1, end < 0 ? this.text.length : end);
    this.at = end < 0 ? this.text.length : end + 1;
    return { kind: 'string', text: `<${inside.replaceAll(/[^0-9A-Fa-f]/g, '')}>` };
  }

  private array(depth: number): Operand {
    this.at++;
    const items: Operand[] = [];
    for (;;) {
      this.skip();
      if (this.at >= this.text.length) break;
      if (this.text[this.at] === ']') {
        this.at++;
        break;
      }
      const item = this.next(depth + 1);
      if (item) items.push(item);
    }
    return { kind: 'array', text: '', items };
  }

  /** Of its entries the numbers and truth values: what a packed picture needs, and no words. */
  private dictionary(depth: number): Operand {
    this.at += 2;
    const items: Operand[] = [];
    for (;;) {
      this.skip();
      if (this.at >= this.text.length) break;
      if (this.text.startsWith('>>', this.at)) {
        this.at += 2;
        break;
      }
      const item = this.next(Math.min(deepest, depth + 1));
      if (item) items.push(item);
    }
    let text = '';
    for (let i = 0; i + 1 < items.length; i += 2) {
      const [key, value] = [items[i], items[i + 1]];
      if (key?.kind === 'name' && value && ['number', 'other'].includes(value.kind))
        text += `${key.text} ${value.text} `;
    }
    return { kind: 'other', text: `<< ${text}>>` };
  }
}

const imageKeys = new Set(
  '/BPC /BitsPerComponent /CS /ColorSpace /D /Decode /DP /DecodeParms /F /Filter /H /Height /IM /ImageMask /I /Interpolate /W /Width /L /Length'.split(
    ' ',
  ),
);

/** Short names of colour spaces that stand for themselves in inline pictures alone (ISO 32000-1, table 94). */
const ofInlineImages = new Set(['/G', '/RGB', '/CMYK', '/I', '/Indexed']);

function imageValue(value: Operand): string {
  if (value.kind !== 'array') return value.text || 'null';
  return `[${(value.items ?? []).map(imageValue).join(' ')}]`;
}

const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
const unlatin = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
