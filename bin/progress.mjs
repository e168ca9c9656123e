// What a newcomer sees: one line a step, with its time; and on a long one, how far it is.

const isTerminal = process.stdout.isTTY;
const everyMs = isTerminal ? 1000 : 10_000;

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs `work` under a title: `title … 12 s, 310 of 546 packages` while it goes on, `title: 19.2 s` when it is done.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @param {() => string} [howFar] what to add while it goes on
 * @returns {Promise<T>}
 */
export async function step(title, work, howFar = () => '') {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const timer = setInterval(() => {
    const far = howFar();
    show(`${title} … ${Math.round(seconds())} s${far && `, ${far}`}`);
  }, everyMs);
  if (isTerminal) show(`${title} …`);
  else say(`${title} …`);
  try {
    const result = await work();
    finish(`${title}: ${seconds().toFixed(1)} s`);
    return result;
  } catch (error) {
    finish(`${title}: failed after ${seconds().toFixed(1)} s`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** On a terminal the line is written over by the next one. */
function show(line) {
  process.stdout.write(isTerminal ? `\r\x1b[K${line}` : `${line}\n`);
}

function finish(line) {
  process.stdout.write(isTerminal ? `\r\x1b[K${line}\n` : `${line}\n`);
}

/**
 * Runs `work`; what it throws is printed as a sentence, not as a stack, and ends this program with 1.
 * @param {() => Promise<void>} work
 */
export async function endWith(work) {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
