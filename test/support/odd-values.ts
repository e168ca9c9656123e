import { randomUUID } from 'node:crypto';
import { z } from 'zod';

interface Shape {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly minItems?: number;
}

/** Texts that are no text for a database, or more than a number or a page can hold. */
export const oddTexts = [
  'a\u0000b',
  '\ud800',
  '',
  '9'.repeat(40),
  '-1',
  '2026-02-30',
  "'; drop table mark; --",
  '\u202Etxt.exe',
];

/** A value of the schema's shape with `text` wherever any text may stand, and something plain where not. */
export function fillWith(schema: z.ZodType, text: string): unknown {
  return filled(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape, text);
}

function filled(shape: Shape, text: string): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  if (shape.anyOf) return filled(shape.anyOf[0] ?? {}, text);
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.properties ?? {}).map(([name, each]) => [name, filled(each, text)]),
      );
    case 'array':
      return Array.from({ length: Math.max(1, shape.minItems ?? 0) }, () => filled(shape.items ?? {}, text));
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return shape.format === 'uuid' ? randomUUID() : text.slice(0, shape.maxLength ?? text.length);
  }
}
