import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { madePdf, prose, written } from '../made-pdf.js';
import { capMemory } from './cap-memory.js';
import { drawPageImages, type PageImage, type PageImages } from './draw-page-images.js';
import { startPdfium } from './pdfium.js';

const program = new Uint8Array(readFileSync(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm')));
const all = { from: 1, to: 500 };

async function drawn(bytes: Uint8Array, wanted = all): Promise<readonly PageImage[]> {
  const images = await drawPageImages(bytes, wanted, program);
  if (images.verdict === 'refused') throw new Error(`${images.reason}: ${images.detail}`);
  return images.images;
}

/** Width, height, bytes a pixel and the bytes of a PNG, by its own numbers. */
function pixelsOf(png: Uint8Array | null): { width: number; height: number; channels: number; rows: Buffer } {
  const bytes = Buffer.from(png ?? []);
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  const length = bytes.readUInt32BE(33);
  expect(bytes.subarray(37, 41).toString('latin1')).toBe('IDAT');
  return {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    channels: bytes[25] === 0 ? 1 : 3,
    rows: inflateSync(bytes.subarray(41, 41 + length)),
  };
}

const dark = ({ png }: PageImage): number => {
  const { width, channels, rows } = pixelsOf(png);
  return rows.filter((value, at) => at % (width * channels + 1) !== 0 && value < 128).length;
};

/** A page that is one grey picture of so many pixels, packed to next to nothing. */
const pictured = (width: number, height: number): Uint8Array => {
  const data = deflateSync(Buffer.alloc(width * height)).toString('latin1');
  const picture = `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode /Length ${data.length} >>\nstream\n${data}\nendstream`;
  return madePdf({
    pages: ['q 595 0 0 842 0 0 cm /I Do Q', written(prose(50))],
    objects: [picture],
    resources: '/XObject << /I 10 0 R >>',
  });
};

describe('the pages of a PDF as pictures', () => {
  const two = madePdf({ pages: [written(prose(200)), written(prose(20))] });

  it('draws each page at its size, in grey where nothing has a colour, and the same bytes each time', async () => {
    const pages = await drawn(two);
    expect(pages.map(({ page, width, height }) => [page, width, height])).toEqual([
      [1, 900, 1274],
      [2, 900, 1274],
    ]);
    expect(pixelsOf(pages[0]?.png ?? null)).toMatchObject({ width: 900, height: 1274, channels: 1 });
    expect(pages[0] && dark(pages[0])).toBeGreaterThan(5 * (pages[1] ? dark(pages[1]) : 0));
    expect(pages[1] && dark(pages[1])).toBeGreaterThan(100);
    expect(await drawn(two)).toEqual(pages);
  });

  it('keeps colours where there are any', async () => {
    const [page] = await drawn(madePdf({ pages: ['1 0 0 rg 0 0 595 842 re f'] }));
    const { channels, rows } = pixelsOf(page?.png ?? null);
    expect([channels, ...rows.subarray(1, 4)]).toEqual([3, 255, 0, 0]);
  });

  it('draws only the pages that are asked for and there', async () => {
    expect((await drawn(two, { from: 2, to: 9 })).map(({ page }) => page)).toEqual([2]);
    expect(await drawn(two, { from: 3, to: 9 })).toEqual([]);
  });

  it('draws a page of any size at most 900 wide and 2,600 tall', async () => {
    for (const box of ['[0 0 14400 10]', '[0 0 10 14400]', '[0 0 0.001 0.001]']) {
      const [page] = await drawn(madePdf({ pages: ['0 g 0 0 9 9 re f'], page: `/MediaBox ${box}` }));
      expect(page?.width).toBeLessThanOrEqual(900);
      expect(page?.height).toBeLessThanOrEqual(2_600);
    }
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'corrupt'],
    ['no PDF', new TextEncoder().encode('PK no archive'), 'corrupt'],
    ['half a file', two.subarray(0, 300), 'corrupt'],
    ['more than is ever read', new Uint8Array(33 * 1024 * 1024), 'too-large'],
  ])('refuses %s', async (_, bytes, reason) => {
    const refused: PageImages = await drawPageImages(bytes, all, program);
    expect(refused).toMatchObject({ verdict: 'refused', reason });
  });

  it('draws a picture that unpacks to a thousand times its size within its memory, and the page after it', async () => {
    expect(await drawn(pictured(9_000, 9_000))).toMatchObject([{ page: 1 }, { page: 2, width: 900 }]);
  });

  it('has a memory that does not grow beyond what it was given', async () => {
    const { pdfium } = await startPdfium(program, 40_000_000);
    expect(pdfium.wasmExports.malloc(1_000_000)).toBeGreaterThan(0);
    expect(pdfium.wasmExports.malloc(60_000_000)).toBe(0);
    expect(pdfium.HEAPU8.length).toBeLessThanOrEqual(40_000_000);
  });
});

describe('the memory of a program', () => {
  const memoryOf = async (bytes: Uint8Array): Promise<WebAssembly.Memory> => {
    const instance = await WebAssembly.instantiate(await WebAssembly.compile(Uint8Array.from(bytes)));
    return instance.exports['memory'] as WebAssembly.Memory;
  };
  /** A program that is one memory of a page, without a highest size, and exports it. */
  const small = Uint8Array.from([
    0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 10, 1, 6, 109, 101, 109, 111, 114, 121, 2, 0,
  ]);

  it('grows to what it may and not further', async () => {
    expect((await memoryOf(small)).grow(300)).toBe(1);
    const capped = await memoryOf(capMemory(small, 130 * 64 * 1024));
    expect(capped.grow(129)).toBe(1);
    expect(() => capped.grow(1)).toThrow(RangeError);
  });

  it('is not touched in a program that is none, or begins with more', () => {
    expect(() => capMemory(small.subarray(0, 8), 1e6)).toThrow('no memory');
    expect(() => capMemory(small, 1000)).toThrow('cannot be capped');
    expect(() => capMemory(Uint8Array.from([...small.subarray(0, 9), 255]), 1e6)).toThrow('no WebAssembly');
  });
});
