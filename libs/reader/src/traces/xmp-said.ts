/** One thing that is said of a file's makers: which property says it, and what. */
export interface Said {
  readonly what: string;
  readonly value: string;
}

const property = /<((?:dc|xmp|pdf|photoshop|xmpRights|Iptc4xmpCore|aux|exifEX|tiff):\w+)[^>]*>([\s\S]{0,2000}?)<\/\1>/g;
const asAttribute = /\s((?:dc|xmp|photoshop|xmpRights|aux|exifEX|tiff|exif):\w+)="([^"]{1,2000})"/g;

/** Dates, forms, programs' own figures: they name nobody. */
const impersonal =
  /Date$|format$|:(?:Rating|Label|ColorMode|ICCProfile|Orientation|\w*Resolution|\w*Dimension|Compression|Make|Model|Lens\w*|\w*ID)$|^tiff:(?!Artist|Copyright|ImageDescription)|^exif:(?!GPSL|UserComment)/i;

/** No honest packet is longer; what stands behind is not looked at. */
const longest = 200_000;

/** What a packet of XMP (ISO 16684-1) says of a file's makers, in the packet's order. */
export function xmpSaid(packet: string): Said[] {
  const plain = packet.slice(0, longest).replaceAll(/<\?[^>]*\?>/g, ' ');
  const said: Said[] = [];
  for (const [, what, inner] of [...plain.matchAll(property), ...plain.matchAll(asAttribute)]) {
    const value = inner!
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim();
    if (value && !impersonal.test(what!)) said.push({ what: what!, value });
  }
  return said;
}
