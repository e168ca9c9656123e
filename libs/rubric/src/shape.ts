/** One thing wrong with a definition: where, as a path such as `criteria[3].maxMark`, and what was expected. */
export interface Problem {
  readonly path: string;
  readonly problem: string;
}

/** A shape reads a value and names everything that is wrong with it; none means that the value is a `T`. */
export interface Shape<T> {
  (value: unknown, path: string): Problem[];
  /** Only for the type checker: ties the shape to the type it stands for. */
  readonly stands?: T;
}

const wrong = (path: string, problem: string): Problem[] => [{ path, problem }];

/** Text with something in it. */
export const text: Shape<string> = (value, path) =>
  typeof value === 'string' && value.trim() !== '' ? [] : wrong(path, 'must be text that is not empty');

export const flag: Shape<boolean> = (value, path) =>
  typeof value === 'boolean' ? [] : wrong(path, 'must be true or false');

/** A whole number from `min` to `max`, both included. */
export function whole(min: number, max = Number.MAX_SAFE_INTEGER): Shape<number> {
  const bounds = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  return (value, path) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
      ? []
      : wrong(path, `must be a whole number, ${bounds}`);
}

/** One of the values given. */
export function oneOf<const T extends string | number>(...values: readonly T[]): Shape<T> {
  return (value, path) =>
    values.includes(value as T) ? [] : wrong(path, `must be one of ${values.map(String).join(', ')}`);
}

/** Text that matches `pattern`; `form` says in words what is meant. */
export function matching(pattern: RegExp, form: string): Shape<string> {
  return (value, path) => (typeof value === 'string' && pattern.test(value) ? [] : wrong(path, `must be ${form}`));
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? [] : shape(value, path));
}

/** A list of at least `min` items. */
export function list<T>(shape: Shape<T>, min = 0): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return wrong(path, 'must be a list');
    if (value.length < min) return wrong(path, `must have at least ${min}`);
    return value.flatMap((item: unknown, index) => shape(item, `${path}[${index}]`));
  };
}

/** An object whose keys are free and whose values have one shape. */
export function record<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, path) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, item]) => shape(item, `${path}.${key}`))
      : wrong(path, 'must be an object');
}

/** An object with exactly these fields: a misspelt rule must not pass for an absent one. */
export function object<T extends object>(fields: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const known = Object.entries(fields) as [string, Shape<unknown>][];
  return (value, path) => {
    if (!isObject(value)) return wrong(path, 'must be an object');
    const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
    const unknown = Object.keys(value).filter((key) => !Object.hasOwn(fields, key));
    return [
      ...known.flatMap(([key, shape]) =>
        Object.hasOwn(value, key) ? shape(value[key], at(key)) : wrong(at(key), 'is missing'),
      ),
      ...unknown.flatMap((key) => wrong(at(key), 'is not known')),
    ];
  };
}

/** A value that has one of several shapes, told apart by its field `kind`. */
export function byKind<T extends { readonly kind: string }>(shapes: Readonly<Record<T['kind'], Shape<T>>>): Shape<T> {
  return (value, path) => {
    const kind = isObject(value) ? (value.kind as T['kind']) : undefined;
    const shape = kind !== undefined && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
    return shape ? shape(value, path) : wrong(`${path}.kind`, `must be one of ${Object.keys(shapes).join(', ')}`);
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
