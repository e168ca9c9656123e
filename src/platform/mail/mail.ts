import type { Transaction } from '../database/database.js';

/** One letter by mail. `key` is what makes it one: the same key again is the same letter and is not sent twice. */
export interface Letter {
  /** E.g. `outcome-released:OUTCOME-ID`. */
  readonly key: string;
  readonly to: string;
  /** One line: line breaks are taken out, since they would begin a header. */
  readonly subject: string;
  /** Plain text, as it is read. */
  readonly body: string;
  /** What opens something, put where the body says `{secret}` when it is sent, and not kept after that. */
  readonly secret?: string;
}

/** Where a letter's secret stands in its body. */
export const secretPlace = '{secret}';

/** Writes a letter in the transaction of what it is about; it is sent after the commit, and never without it. */
export async function writeLetter(transaction: Transaction, letter: Letter): Promise<void> {
  const [written] = await transaction.query<{ id: string }>(
    `insert into mail_message (key, to_address, subject, body, secret, composed_at)
     values ($1, $2, $3, $4, $5, app_now()) on conflict (key) do nothing returning id`,
    [letter.key, letter.to, letter.subject.replace(/[\r\n]+/g, ' '), letter.body, letter.secret ?? null],
  );
  if (written) await transaction.order({ kind: 'mail.send', key: written.id, subject: { mailId: written.id } });
}

/** Writes many letters in two statements; each as `writeLetter` would. */
export async function writeLetters(transaction: Transaction, letters: readonly Letter[]): Promise<void> {
  if (letters.length === 0) return;
  const rows = letters.map((letter) => ({ ...letter, subject: letter.subject.replace(/[\r\n]+/g, ' ') }));
  const written = await transaction.query<{ id: string }>(
    `insert into mail_message (key, to_address, subject, body, secret, composed_at)
     select key, "to", subject, body, secret, app_now()
     from jsonb_to_recordset($1::jsonb) as l (key text, "to" text, subject text, body text, secret text)
     on conflict (key) do nothing returning id`,
    [JSON.stringify(rows)],
  );
  await transaction.orderAll(written.map(({ id }) => ({ kind: 'mail.send', key: id, subject: { mailId: id } })));
}
