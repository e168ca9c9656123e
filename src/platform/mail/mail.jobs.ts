import { Inject, Injectable } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import type { Config } from '../config/config.js';
import { configToken } from '../config/config.token.js';
import { Database } from '../database/database.js';
import { GivesUp, Handles, type Work } from '../jobs/job.js';
import { secretPlace } from './mail.js';

interface MailRow {
  id: string;
  to_address: string;
  subject: string;
  body: string;
  secret: string | null;
}

/** Sends letters by SMTP where it is configured; otherwise they are kept, and the demonstration shows them on a page. */
@Injectable()
export class MailJobs {
  private readonly transport: Transporter | null;

  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly database: Database,
  ) {
    this.transport = config.smtpUrl
      ? createTransport({ url: config.smtpUrl, connectionTimeout: 10_000, socketTimeout: 30_000 })
      : null;
  }

  @Handles('mail.send')
  async send(work: Work): Promise<void> {
    const [letter] = await this.database.query<MailRow>(
      `select id, to_address, subject, body, secret from mail_message where id = $1 and state = 'waiting'`,
      [work.subject['mailId']],
    );
    if (!letter) return;
    await this.transport?.sendMail({
      from: this.config.mailFrom,
      to: letter.to_address,
      subject: letter.subject,
      text: letter.body.replaceAll(secretPlace, letter.secret ?? ''),
      // The same letter sent again after a lost answer has the same id: mailboxes show it once.
      messageId: `<${letter.id}@scriptorium>`,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    // A letter that is only kept keeps its secret too: the demonstration's page shows it as it would have been sent.
    await this.database.query(
      `update mail_message set state = 'sent', sent_at = app_now(), reason = null, secret = case when $2 then null else secret end
       where id = $1 and state = 'waiting'`,
      [letter.id, this.transport !== null],
    );
  }

  @GivesUp('mail.send')
  async giveUp(work: Work, reason: string): Promise<void> {
    await this.database.query(`update mail_message set state = 'failed', reason = $2 where id = $1`, [
      work.subject['mailId'],
      reason,
    ]);
  }
}
