import { Inject, Injectable } from '@nestjs/common';
import { configToken } from '../../platform/config/config.token.js';
import type { Config } from '../../platform/config/config.js';
import { publicAddress } from '../../platform/config/public-address.js';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { secretPlace } from '../../platform/mail/mail.js';

export interface KeptLetter {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly composedAt: string;
  readonly state: 'waiting' | 'sent' | 'failed';
}

/** A stretch of a letter; `href` where it is a link to a page of ours. */
export interface LetterPart {
  readonly text: string;
  readonly href: string | null;
}

interface Row extends Omit<KeptLetter, 'composedAt'> {
  composed_at: Date;
  body: string;
  secret: string | null;
}

const onAPage = 50;

/** The letters that were written, for the demonstration's mail page. */
@Injectable()
export class DemoMail {
  constructor(
    private readonly database: Database,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** Newest first, 50 at a time; `before` is the last letter of the page before, `to` one person's letters. */
  async list(filter: {
    readonly before?: string | undefined;
    readonly to?: string | undefined;
  }): Promise<{ letters: KeptLetter[]; olderThan: string | null }> {
    const rows = await this.database.query<Row>(
      `select id, to_address as to, subject, composed_at, state from mail_message
       where ($1::uuid is null or (composed_at, id) < (select composed_at, id from mail_message where id = $1))
         and ($2::text is null or to_address = $2)
       order by composed_at desc, id desc limit ${onAPage + 1}`,
      [filter.before ?? null, filter.to ?? null],
    );
    const letters = rows.slice(0, onAPage).map(letterOf);
    return { letters, olderThan: rows.length > onAPage ? (letters.at(-1)?.id ?? null) : null };
  }

  async read(id: string): Promise<(KeptLetter & { parts: LetterPart[] }) | null> {
    const [row] = await this.database.query<Row>(
      `select id, to_address as to, subject, composed_at, state, body, secret from mail_message where id = $1`,
      [id],
    );
    if (!row) return null;
    const body = row.body.replaceAll(secretPlace, row.secret ?? '…');
    return { ...letterOf(row), parts: partsOf(body, publicAddress(this.config)) };
  }
}

function letterOf({ id, to, subject, composed_at, state }: Row): KeptLetter {
  return { id, to, subject, composedAt: instantOf(composed_at).toString(), state };
}

/** The body in stretches: addresses of ours become links by their path, so that they work wherever this page was opened. */
export function partsOf(body: string, address: string): LetterPart[] {
  return body.split(/(https?:\/\/[^\s<>"]+)/).map((text) => {
    const path = text.startsWith(`${address}/`) ? text.slice(address.length) : null;
    return { text, href: path };
  });
}
