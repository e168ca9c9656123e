import { type Cos, type CosDict, CosReader, CosRef, isDict, nameOf, textOf } from './cos.js';
import { type Budget } from './filters.js';
import type { Trace } from '../model.js';
import { pictureHead, pictureTraces } from '../traces/picture-traces.js';
import { Unreadable } from '../unreadable.js';
import { decode, filtersOf, latinOf, type PdfObject, type PdfStructure, resolve } from './structure.js';

/** What the streams told when they were unpacked once, under a cap, before anything interprets them. */
export interface Streams {
  /** XMP packets as text. */
  readonly xmp: readonly string[];
  /** Words that `ActualText` puts in the place of others, with how many bytes of drawn text it stands for. */
  readonly replacements: readonly { readonly text: string; readonly drawn: number }[];
  /** What cameras wrote into pictures that stand in the file as they were taken. */
  readonly pictures: readonly Trace[];
}

/** Drawing operations that one page may ask for, forms within forms counted as often as they are drawn, in bytes. */
const mostDrawing = 48 * 1024 * 1024;

/**
 * Unpacks every stream that pdf.js might unpack whole: pages, forms, fonts, maps; not pictures, which are left out.
 * Throws `Unreadable` where they grow beyond the budget or forms multiply each other.
 */
export function readStreams(bytes: Uint8Array, structure: PdfStructure, budget: Budget): Streams {
  const xmp: string[] = [];
  const replacements: { text: string; drawn: number }[] = [];
  const pictures: Trace[] = [];
  const drawing = new Map<number, { size: number; draws: Map<string, number> }>();
  const content = contentNumbers(structure);
  for (const object of structure.objects) {
    if (!object.stream || !isDict(object.value)) continue;
    if (isPicture(object)) {
      refuseGiant(object);
      if (pictures.length < mostOfPictures) pictures.push(...ofPhotograph(bytes, object));
    }
    if (isPicture(object) && !content.has(object.number)) continue;
    if (content.has(object.number)) refusePictureAsText(object);
    const type = nameOf(object.value.get('Type'));
    if (type === 'ObjStm' || type === 'XRef') continue;
    const unpacked = decode(bytes, object, budget);
    if (!unpacked) continue;
    const isForm = nameOf(object.value.get('Subtype')) === 'Form';
    if (type === 'Metadata') xmp.push(readable(unpacked));
    else if (isForm || content.has(object.number) || !object.value.has('Length1')) {
      const text = latinOf(unpacked);
      drawing.set(object.number, { size: unpacked.length, draws: drawsIn(text) });
      if (text.includes('ActualText')) replacements.push(...replacementsIn(unpacked, text));
    }
  }
  refuseMultiplying(structure, drawing);
  return { xmp, replacements, pictures };
}

/** What all pictures together say of themselves. */
const mostOfPictures = 100;

/** A photograph that nothing else packs is a JPEG file, with all that its camera wrote. */
function ofPhotograph(bytes: Uint8Array, { number, value, stream }: PdfObject): Trace[] {
  const filters = filtersOf(value as CosDict);
  if (!stream || filters.length !== 1 || !/^(?:DCT|DCTDecode)$/.test(filters[0]!)) return [];
  const end = Math.min(stream.to, stream.from + pictureHead);
  return pictureTraces(bytes.subarray(stream.from, end), `picture ${number}`);
}

/** An A3 page scanned at 600 dots an inch has 70 million pixels. Browsers that show the clean copy decode pictures. */
const mostPixels = 150_000_000;

function refuseGiant(object: PdfObject): void {
  const dict = object.value as CosDict;
  const [width, height] = [dict.get('Width'), dict.get('Height')];
  if (typeof width === 'number' && typeof height === 'number' && width * height > mostPixels) {
    throw new Unreadable('archive-bomb', `a picture of ${width} by ${height} pixels`);
  }
}

/** Pages and fonts packed like pictures are only seen in files that want a decoder to choke. */
function refusePictureAsText(object: PdfObject): void {
  const filter = filtersOf(object.value as CosDict).find((name) => /^(JBIG2|JPX|DCT|CCITTFax)Decode$/.test(name));
  if (filter) throw new Unreadable('archive-bomb', `object ${object.number} is drawn from ${filter}`);
}

const isPicture = (object: PdfObject): boolean =>
  isDict(object.value) && nameOf(object.value.get('Subtype')) === 'Image';

function readable(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}

/** Streams that are read as drawing or as fonts, whatever they call themselves. */
function contentNumbers(structure: PdfStructure): Set<number> {
  const numbers = new Set<number>();
  const add = (value: Cos | undefined): void => {
    if (value instanceof CosRef) {
      numbers.add(value.number);
      const target = structure.byNumber.get(value.number)?.value;
      if (Array.isArray(target)) target.forEach((item) => add(item));
    } else if (Array.isArray(value)) value.forEach((item) => add(item));
  };
  for (const { value } of structure.objects) {
    if (!isDict(value)) continue;
    for (const key of ['Contents', 'FontFile', 'FontFile2', 'FontFile3', 'ToUnicode', 'CIDToGIDMap'])
      add(value.get(key));
    const glyphs = resolve(structure, value.get('CharProcs'));
    if (isDict(glyphs)) for (const glyph of glyphs.values()) add(glyph);
  }
  return numbers;
}

/** How often each name is drawn: `/Name Do`. */
function drawsIn(text: string): Map<string, number> {
  const draws = new Map<string, number>();
  for (const [, name] of text.matchAll(/\/([^\s/()<>[\]{}%]{1,60})\s+Do\b/g))
    draws.set(name!, (draws.get(name!) ?? 0) + 1);
  return draws;
}

/**
 * Ten forms that each draw the next ten times are ten thousand million drawings from one kilobyte. Names are looked up
 * in all resources at once, so the figure is an upper bound where pages use one name for different forms.
 */
function refuseMultiplying(
  structure: PdfStructure,
  drawing: ReadonlyMap<number, { size: number; draws: ReadonlyMap<string, number> }>,
): void {
  const forms = formsByName(structure);
  const weights = new Map<number, number>();
  const open = new Set<number>();
  const weigh = (number: number): number => {
    const known = weights.get(number);
    if (known !== undefined) return known;
    const own = drawing.get(number);
    if (!own || open.has(number) || open.size > 50) return 0;
    open.add(number);
    let weight = own.size;
    for (const [name, times] of own.draws) {
      const heaviest = Math.max(
        0,
        ...(forms.get(name) ?? []).filter((form) => form !== number).map((form) => weigh(form)),
      );
      weight += times * heaviest;
    }
    open.delete(number);
    weights.set(number, weight);
    if (weight > mostDrawing)
      throw new Unreadable('too-complex', `object ${number} draws ${weight} bytes of operations`);
    return weight;
  };
  for (const number of drawing.keys()) weigh(number);
}

function formsByName(structure: PdfStructure): Map<string, number[]> {
  const byName = new Map<string, Set<number>>();
  const note = (value: Cos | undefined): void => {
    const resources = resolve(structure, value);
    if (!isDict(resources)) return;
    for (const [name, target] of resources) {
      if (!(target instanceof CosRef)) continue;
      const object = structure.byNumber.get(target.number);
      if (!object?.stream || isPicture(object)) continue;
      if (!byName.has(name)) byName.set(name, new Set());
      byName.get(name)!.add(target.number);
    }
  };
  const walk = (value: Cos): void => {
    if (Array.isArray(value)) value.forEach((item) => walk(item));
    else if (isDict(value)) {
      if (value.has('XObject')) note(value.get('XObject'));
      for (const item of value.values()) walk(item);
    }
  };
  for (const { value } of structure.objects) walk(value);
  return new Map([...byName].map(([name, numbers]) => [name, [...numbers].slice(0, 50)]));
}

/** Bytes looked at for what one `ActualText` stands for. */
const longestSpan = 50_000;

/** `/Span << /ActualText (…) >> BDC … EMC`: the text it claims, and how many bytes of strings it stands for. */
function replacementsIn(bytes: Uint8Array, text: string): { text: string; drawn: number }[] {
  const found: { text: string; drawn: number }[] = [];
  for (
    let at = text.indexOf('/ActualText');
    at >= 0 && found.length < 5000;
    at = text.indexOf('/ActualText', at + 11)
  ) {
    const reader = new CosReader(bytes, at + 11);
    const claimed = textOf(reader.value());
    const end = text.indexOf('EMC', reader.at);
    const inside = text.slice(reader.at, end < 0 ? text.length : Math.min(end, reader.at + longestSpan));
    let drawn = 0;
    for (const [string] of inside.matchAll(/\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]+>/gs)) {
      drawn += string.startsWith('(') ? string.length - 2 : (string.length - 2) / 4;
    }
    found.push({ text: claimed, drawn });
  }
  return found;
}
