import { zlibSync } from 'fflate';
import { crc32 } from '../../zip/crc32.js';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const grey = 0;
const colour = 2;

/**
 * A picture as PNG of eight bits a channel, in grey where nothing in it has a colour. In: rows of four bytes a pixel (blue,
 * green, red, one that is not read), `stride` bytes from row to row. Nothing of time, place or program is written into it.
 */
export function encodePng(pixels: Uint8Array, width: number, height: number, stride: number): Uint8Array {
  const isGrey = hasNoColour(pixels, width, height, stride);
  const rows = isGrey ? greyRows(pixels, width, height, stride) : colourRows(pixels, width, height, stride);
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, isGrey ? grey : colour, 0, 0, 0], 8);
  const parts = [Uint8Array.from(signature), chunk('IHDR', head), chunk('IDAT', zlibSync(rows)), chunk('IEND', none)];
  const png = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    png.set(part, at);
    at += part.length;
  }
  return png;
}

const none = new Uint8Array(0);

/** Rows begin with the number of their filter: 0, as they are. White paper packs as well without one. */
function greyRows(pixels: Uint8Array, width: number, height: number, stride: number): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0, to = 0; y < height; y++) {
    to++;
    for (let x = 0, from = y * stride; x < width; x++, from += 4) rows[to++] = pixels[from]!;
  }
  return rows;
}

function colourRows(pixels: Uint8Array, width: number, height: number, stride: number): Uint8Array {
  const rows = new Uint8Array((width * 3 + 1) * height);
  for (let y = 0, to = 0; y < height; y++) {
    to++;
    for (let x = 0, from = y * stride; x < width; x++, from += 4) {
      rows[to++] = pixels[from + 2]!;
      rows[to++] = pixels[from + 1]!;
      rows[to++] = pixels[from]!;
    }
  }
  return rows;
}

function hasNoColour(pixels: Uint8Array, width: number, height: number, stride: number): boolean {
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = y * stride; x < width; x++, at += 4) {
      if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) return false;
    }
  }
  return true;
}

/** Length, name, content, and the checksum of name and content. */
function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let at = 0; at < 4; at++) bytes[4 + at] = name.charCodeAt(at);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(0, bytes.subarray(4, 8 + content.length)));
  return bytes;
}
