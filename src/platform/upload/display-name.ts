/** The longest name that file systems and pages bear. */
const LONGEST = 200;

/**
 * The name of a sender's file, fit to be shown: without directories, control characters and the marks that turn the
 * direction of writing (with which `fdp.exe` shows as `exe.pdf`). It is only ever shown, never part of a path or a key.
 */
export function displayName(sent: string): string {
  const last = sent.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const shown = last.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return Array.from(shown).slice(0, LONGEST).join('');
}
