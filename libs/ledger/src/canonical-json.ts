/**
 * One text for one JSON value, whoever writes it: the form of RFC 8785. Keys in the order of their UTF-16 code units,
 * no white space, numbers and strings as ECMAScript writes them, -0 as 0. Fields that are undefined are left out, as
 * JSON leaves them out. What JSON cannot say throws a TypeError: NaN, infinities, bigint, functions, undefined in a
 * list, lone surrogates, and objects with a class of their own, a Date among them (say it as text first).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'number') return numberOf(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item)).join(',')}]`;
  if (isPlain(value)) {
    const fields = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort()
      .map((key) => `${textOf(key)}:${canonicalJson(value[key])}`);
    return `{${fields.join(',')}}`;
  }
  throw new TypeError(`${Object.prototype.toString.call(value)} has no canonical JSON`);
}

function textOf(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no canonical JSON');
  return JSON.stringify(value);
}

function numberOf(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON`);
  return JSON.stringify(value);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  // Values from another realm, such as a worker, have another Object.prototype: known by having no parent itself.
  const parent = Object.getPrototypeOf(value) as object | null;
  return parent === null || Object.getPrototypeOf(parent) === null;
}
