/** Code pages by number, as browsers and Node call them; `windows-1252` for those that nobody decodes any more. */
const byPage: Readonly<Record<number, string>> = {
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  1250: 'windows-1250',
  1251: 'windows-1251',
  1253: 'windows-1253',
  1254: 'windows-1254',
  1255: 'windows-1255',
  1256: 'windows-1256',
  1257: 'windows-1257',
  1258: 'windows-1258',
  10000: 'macintosh',
  20866: 'koi8-r',
  65001: 'utf-8',
};

/** `\fcharset` of a font → code page. */
const byCharset: Readonly<Record<number, number>> = {
  77: 10000,
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
};

const decoders = new Map<string, TextDecoder>();

/** Bytes of text in a code page (`\ansicpg`) or, where it says more, in the charset of the font they are set in. */
export function decodeRtf(bytes: readonly number[], page: number, charset: number | undefined): string {
  const name = byPage[(charset === undefined ? undefined : byCharset[charset]) ?? page] ?? 'windows-1252';
  let decoder = decoders.get(name);
  if (!decoder) decoders.set(name, (decoder = new TextDecoder(name)));
  return decoder.decode(Uint8Array.from(bytes));
}
