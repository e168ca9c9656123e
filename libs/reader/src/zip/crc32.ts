/** Eight tables for eight bytes a step: CRC-32 as zip has it (reflected polynomial EDB88320). */
const tables = (() => {
  const all = Array.from({ length: 8 }, () => new Uint32Array(256));
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    all[0]![n] = c;
  }
  for (let n = 0; n < 256; n++) {
    let c = all[0]![n]!;
    for (let t = 1; t < 8; t++) {
      c = all[0]![c & 255]! ^ (c >>> 8);
      all[t]![n] = c;
    }
  }
  return all;
})();
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

/** The machine of Node, where there is one. */
const native = (globalThis as { process?: NodeJS.Process }).process?.getBuiltinModule?.('node:zlib').crc32;

/** Takes the CRC-32 of the bytes so far (0 at the start) and more bytes, and gives the CRC-32 of both. */
export function crc32(so: number, bytes: Uint8Array): number {
  return native ? native(bytes, so) : crc32ByTables(so, bytes);
}

/** The same without Node; in steps of eight bytes. */
export function crc32ByTables(so: number, bytes: Uint8Array): number {
  let c = ~so;
  let i = 0;
  for (const last = bytes.length - 8; i <= last; i += 8) {
    c ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    c =
      t7[c & 255]! ^
      t6[(c >>> 8) & 255]! ^
      t5[(c >>> 16) & 255]! ^
      t4[c >>> 24]! ^
      t3[bytes[i + 4]!]! ^
      t2[bytes[i + 5]!]! ^
      t1[bytes[i + 6]!]! ^
      t0[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) c = t0[(c ^ bytes[i]!) & 255]! ^ (c >>> 8);
  return ~c >>> 0;
}
