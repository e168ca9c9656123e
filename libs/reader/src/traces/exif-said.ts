import type { Said } from './xmp-said.js';

/** Tags of EXIF 3.0 and of Windows that hold a person's name, words or machine. */
const telling: Readonly<Record<number, string>> = {
  0x010d: 'DocumentName',
  0x010e: 'ImageDescription',
  0x013b: 'Artist',
  0x013c: 'HostComputer',
  0x8298: 'Copyright',
  0x9286: 'UserComment',
  0x9c9b: 'XPTitle',
  0x9c9c: 'XPComment',
  0x9c9d: 'XPAuthor',
  0x9c9e: 'XPKeywords',
  0x9c9f: 'XPSubject',
  0xa420: 'ImageUniqueID',
  0xa430: 'CameraOwnerName',
  0xa431: 'BodySerialNumber',
  0xa435: 'LensSerialNumber',
  0xa437: 'Photographer',
  0xa438: 'ImageEditor',
};
const [exifDirectory, gpsDirectory] = [0x8769, 0x8825];

/** More entries than any camera writes in one directory. */
const mostEntries = 200;

interface Field {
  readonly tag: number;
  readonly type: number;
  /** The value's bytes, wherever they stand. */
  readonly at: number;
  readonly size: number;
}

/** Bytes of one value by type (TIFF 6.0, section 2; EXIF 3.0, 129 is text in UTF-8). */
const sizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8, 129: 1 };

/**
 * What a block of EXIF (a TIFF directory, without `Exif\0\0`) says of who took a picture, with what and where. Damaged
 * entries are passed over; nothing outside the block is read, and no directory twice.
 */
export function exifSaid(block: Uint8Array): Said[] {
  const { view, little, fields: first } = firstDirectory(block);
  const said: Said[] = [];
  const under = (tag: number): Field[] => {
    const pointer = first.find((field) => field.tag === tag && field.size === 4);
    return pointer ? directory(view, view.getUint32(pointer.at, little), little) : [];
  };
  for (const field of [...first, ...under(exifDirectory)]) {
    const what = telling[field.tag];
    const value = what ? wordsOf(block, field, little) : '';
    if (what && value) said.push({ what, value });
  }
  const place = placeOf(view, block, under(gpsDirectory), little);
  return place ? [...said, { what: 'GPS position', value: place }] : said;
}

/** The first directory of a block, empty where it is none. */
function firstDirectory(block: Uint8Array): { view: DataView; little: boolean; fields: readonly Field[] } {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const order = block.length < 8 ? 0 : view.getUint16(0);
  const little = order === 0x4949;
  const fields = little || order === 0x4d4d ? directory(view, view.getUint32(4, little), little) : [];
  return { view, little, fields };
}

/** How a picture is to be turned, 1 to 8 (tag Orientation), by its block of EXIF; null where it does not say. */
export function orientationIn(block: Uint8Array): number | null {
  const { view, little, fields } = firstDirectory(block);
  const field = fields.find(({ tag, size }) => tag === 0x0112 && size === 2);
  return field ? view.getUint16(field.at, little) : null;
}

function directory(view: DataView, at: number, little: boolean): Field[] {
  if (at < 8 || at + 2 > view.byteLength) return [];
  const fields: Field[] = [];
  const count = Math.min(view.getUint16(at, little), mostEntries);
  for (let i = 0, entry = at + 2; i < count && entry + 12 <= view.byteLength; i++, entry += 12) {
    const type = view.getUint16(entry + 2, little);
    const size = (sizes[type] ?? 0) * view.getUint32(entry + 4, little);
    const where = size <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
    if (size > 0 && where + size <= view.byteLength)
      fields.push({ tag: view.getUint16(entry, little), type, at: where, size });
  }
  return fields;
}

function wordsOf(block: Uint8Array, { tag, at, size }: Field, little: boolean): string {
  let bytes = block.subarray(at, at + Math.min(size, 2_000));
  let wide = tag >= 0x9c9b && tag <= 0x9c9f ? 'utf-16le' : '';
  if (tag === 0x9286) {
    // Eight bytes say in which letters the comment is written.
    if (String.fromCharCode(...bytes.subarray(0, 7)) === 'UNICODE') wide = little ? 'utf-16le' : 'utf-16be';
    bytes = bytes.subarray(8);
  }
  return new TextDecoder(wide || 'utf-8')
    .decode(bytes)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
}

/** Degrees north and east with four places, about ten metres; empty where there is none. */
function placeOf(view: DataView, block: Uint8Array, fields: readonly Field[], little: boolean): string {
  const degrees = (tag: number, negative: string): number | null => {
    const reference = fields.find((field) => field.tag === tag - 1);
    const field = fields.find((one) => one.tag === tag && one.type === 5 && one.size >= 24);
    if (!field) return null;
    const part = (i: number): number => {
      const below = view.getUint32(field.at + 8 * i + 4, little);
      return below === 0 ? 0 : view.getUint32(field.at + 8 * i, little) / below;
    };
    const value = part(0) + part(1) / 60 + part(2) / 3_600;
    return reference && String.fromCharCode(block[reference.at] ?? 0) === negative ? -value : value;
  };
  const [north, east] = [degrees(2, 'S'), degrees(4, 'W')];
  return north === null || east === null ? '' : `${north.toFixed(4)}, ${east.toFixed(4)}`;
}
