import type { CountRule } from '#libs/word-count';
import { countChosen } from './count-chosen.js';

/*
 * Counts a Word document as soon as it is chosen, in the browser and by the same code as the server. Nothing is sent: whoever
 * is over the limit knows before the upload. What counts is what the server finds after it.
 */
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-count-rule]')) {
  const input = form.querySelector<HTMLInputElement>('input[type=file]');
  const said = form.querySelector<HTMLElement>('.upload__count');
  const rule = JSON.parse(form.dataset['countRule'] ?? 'null') as CountRule | null;
  if (!input || !said || !rule) continue;
  input.addEventListener('change', () => void say(input.files?.[0], rule, said));
}

/** What the reader takes at most; larger files are refused anyway. */
const mostBytes = 32 * 1024 * 1024;
const figure = (count: number): string => count.toLocaleString('en-GB');

async function say(chosen: File | undefined, rule: CountRule, said: HTMLElement): Promise<void> {
  said.classList.remove('upload__count--over');
  said.textContent = '';
  if (!chosen) return;
  if (!/\.docx$/i.test(chosen.name)) {
    if (/\.pdf$/i.test(chosen.name))
      said.textContent =
        'A PDF is counted after it is sent, and only approximately: near the limit a person has to look. A Word document (.docx) is recommended, because it is counted exactly, here and at once.';
    return;
  }
  if (chosen.size > mostBytes) return;
  said.textContent = 'Counting…';
  try {
    const found = countChosen(new Uint8Array(await chosen.arrayBuffer()), rule);
    const { counted } = found.ledger;
    const without = found.without.counted;
    const isOver = counted > rule.limit + rule.toleranceWords;
    said.classList.toggle('upload__count--over', isOver && without > rule.limit + rule.toleranceWords);
    said.textContent = [
      `About ${figure(counted)} of ${figure(rule.limit)} words.`,
      without < counted &&
        `${figure(without)} without the annexes or references that you can leave out after sending it.`,
      isOver && without > rule.limit + rule.toleranceWords && 'That is over the limit: shorten it before you submit.',
      'Nothing was sent yet.',
    ]
      .filter(Boolean)
      .join(' ');
  } catch {
    said.textContent =
      'This file could not be read here. You may send it all the same: its page will say what is wrong.';
  }
}
