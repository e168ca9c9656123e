import { latinOf } from '../pdf/structure.js';

/** Pictures written by hand for specs, with a name planted in them. Nothing in the product uses it. */
export const token = 'Quarrington';
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
export const u32 = (value: number): string => String.fromCharCode(...new Uint8Array(Uint32Array.of(value).buffer));
export const u16 = (value: number): string => String.fromCharCode(value & 255, value >> 8);
export const be32 = (value: number): string => u32(value).split('').reverse().join('');
export const wide = (text: string): string => text.replaceAll(/./gs, (letter) => `${letter}\0`);
export const heard = (bytes: Uint8Array | null): string => latinOf(bytes ?? bytesOf('nothing')).replaceAll('\0', '');

/** A metafile: header with a description, then records. */
export function emf(records: string): Uint8Array {
  const description = wide(`Drawn by\0${token}\0\0`);
  const size = 100 + description.length;
  const header = `${u32(1)}${u32(size)}${'\0'.repeat(32)} EMF${u32(0x10000)}${u32(0)}${u32(3)}${u16(1)}${u16(0)}${u32(description.length / 2)}${u32(100)}`;
  return bytesOf(`${header.padEnd(100, '\0')}${description}${records}${u32(14)}${u32(20)}${u32(0)}${u32(0)}${u32(20)}`);
}
/** A segment of a JBIG2 picture, of page 1, that refers to `referred` others; `length` -1 says that it is not known. */
export const jbig2 = (type: number, data: string, referred = 0, length = data.length): string =>
  `${be32(7)}${String.fromCharCode(type)}${
    referred < 5
      ? String.fromCharCode(referred << 5)
      : `${be32(0xe0000000 + referred)}${'\0'.repeat(Math.ceil((referred + 1) / 8))}`
  }${'\x01'.repeat(referred)}\x01${be32(length)}${data}`;
export const box = (type: string, body: string): string => `${be32(body.length + 8)}${type}${body}`;
export const gifBlock = (text: string): string => `${String.fromCharCode(text.length)}${text}\0`;
export const chunk = (type: string, body: string): string => `${be32(body.length)}${type}${body}\0\0\0\0`;
export const segment = (marker: number, body: string): string =>
  `\xff${String.fromCharCode(marker)}${String.fromCharCode((body.length + 2) >> 8, (body.length + 2) & 255)}${body}`;
