import { Unreadable } from '../unreadable.js';

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function character(body: string): string {
  const code = body[1] === 'x' ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
  const allowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  if (!allowed) throw new Unreadable('corrupt', `not well-formed XML: &${body};`);
  return String.fromCodePoint(code);
}

/** Replaces the five entities of XML and character references. Any other entity would need a DOCTYPE: refused. */
export function decodeEntities(value: string): string {
  if (!value.includes('&')) return value;
  return value.replace(/&([^;&\s]{0,12};)?/g, (_, body: string | undefined) => {
    const name = body?.slice(0, -1) ?? '';
    const known = named[name];
    if (known !== undefined) return known;
    if (/^#(?:[0-9]{1,7}|x[0-9a-fA-F]{1,6})$/.test(name)) return character(name);
    throw new Unreadable('corrupt', `not well-formed XML: unknown entity &${name.slice(0, 20)}`);
  });
}
