import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { verifyStatement } from '#libs/ledger';
import { Database } from '../platform/database/database.js';
import { Keys } from '../platform/keys/keys.js';
import { file, page, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { printReceipt } from './pages/receipt.pdf.js';
import type { ReceiptStatement } from './receipt.js';

const Number = z.string().regex(/^R-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
const Check = z.strictObject({ receipt: z.string().max(100_000) }).meta({ id: 'ReceiptCheck' });

interface ReceiptRow {
  readonly statement: ReceiptStatement;
  readonly signature: string;
  readonly keyId: string;
}

/** Receipts for their holder as page, PDF and JSON; and for anybody a page that checks one without naming anyone. */
@Controller()
export class ReceiptsController {
  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
  ) {}

  @Route({ get: '/receipts/:number', title: 'A receipt', for: ['participant'], of: 'own receipt' })
  async show(@Param('number', { schema: Number }) number: string): Promise<PageReply> {
    const signed = await this.signed(number);
    const model = { title: `Receipt ${number}`, back: { href: '/submission', text: 'Your submission' }, ...signed };
    return page('submission/pages/receipt.njk', model);
  }

  @Route({ get: '/receipts/:number/pdf', title: 'A receipt as PDF', for: ['participant'], of: 'own receipt' })
  async pdf(@Param('number', { schema: Number }) number: string): Promise<Reply> {
    const bytes = await printReceipt(await this.signed(number));
    return file(Buffer.from(bytes), 'application/pdf', `${number}.pdf`);
  }

  @Route({
    get: '/receipts/:number/json',
    title: 'A receipt as a signed file',
    for: ['participant'],
    of: 'own receipt',
  })
  async json(@Param('number', { schema: Number }) number: string): Promise<Reply> {
    const text = `${JSON.stringify(await this.signed(number), null, 2)}\n`;
    return file(Buffer.from(text), 'application/json', `${number}.json`);
  }

  @Route({ get: '/receipts', title: 'Check a receipt', for: 'anyone' })
  async ask(): Promise<PageReply> {
    return Promise.resolve(
      page('submission/pages/check-receipt.njk', { title: 'Check a receipt', keys: this.keys.published }),
    );
  }

  @Route({ post: '/receipts', title: 'Check a receipt', for: 'anyone', journal: null })
  async check(@Body({ schema: Check }) body: z.infer<typeof Check>): Promise<PageReply> {
    const given = await this.read(body.receipt.trim());
    const verdict =
      given === null ? { valid: false as const, reason: 'unknown' } : verifyStatement(given, this.keys.published);
    const statement = verdict.valid ? (given as { statement: ReceiptStatement }).statement : null;
    return page('submission/pages/check-receipt.njk', {
      title: 'Check a receipt',
      keys: this.keys.published,
      given: body.receipt,
      verdict,
      statement,
    });
  }

  /** A receipt's number is looked up; anything else is read as the signed file itself. Null where it is neither. */
  private async read(text: string): Promise<unknown> {
    if (Number.safeParse(text.toUpperCase()).success) {
      const row = await this.find(text.toUpperCase());
      return row && { ...row, algorithm: 'Ed25519' };
    }
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return null;
    }
  }

  private async signed(number: string): Promise<ReceiptRow & { algorithm: 'Ed25519' }> {
    const row = await this.find(number);
    if (!row) throw new NotFoundException();
    return { ...row, algorithm: 'Ed25519' };
  }

  private async find(number: string): Promise<ReceiptRow | null> {
    const [row] = await this.database.query<ReceiptRow>(
      `select statement, signature, key_id as "keyId" from receipt where number = $1`,
      [number],
    );
    return row ?? null;
  }
}
