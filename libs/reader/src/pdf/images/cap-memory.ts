const memorySection = 5;
const hasMaximum = 1;
/** A page of WebAssembly's memory. */
const pageBytes = 64 * 1024;

/**
 * The same WebAssembly program with another highest size of its memory, in bytes. The memory of such a program is counted
 * nowhere else: neither a thread's heap limit nor its figures of heap and buffers see it. Throws for a program that defines
 * no memory, more than one, or a larger one from the start: that is another program than the one we know.
 */
export function capMemory(program: Uint8Array, mostBytes: number): Uint8Array {
  const most = Math.floor(mostBytes / pageBytes);
  for (let at = 8; at < program.length;) {
    const [length, content] = readNumber(program, at + 1);
    if (program[at] === memorySection) {
      const [memories, flagsAt] = readNumber(program, content);
      const [initial] = readNumber(program, flagsAt + 1);
      if (memories !== 1 || (program[flagsAt] ?? 0) > hasMaximum || initial > most)
        throw new Error('The memory of this program cannot be capped');
      const section = [1, hasMaximum, ...number(initial), ...number(most)];
      return joined(
        program.subarray(0, at),
        Uint8Array.from([memorySection, ...number(section.length), ...section]),
        program.subarray(content + length),
      );
    }
    at = content + length;
  }
  throw new Error('This program has no memory of its own');
}

/** An unsigned LEB128 number and where what follows it begins. */
function readNumber(bytes: Uint8Array, from: number): [value: number, after: number] {
  let value = 0;
  for (let at = from, scale = 1; at < bytes.length && at < from + 5; at++, scale *= 128) {
    const byte = bytes[at]!;
    value += (byte & 127) * scale;
    if (byte < 128) return [value, at + 1];
  }
  throw new Error('This is no WebAssembly program');
}

function number(value: number): number[] {
  const bytes = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) + 128);
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
