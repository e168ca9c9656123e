import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

describe('a probe', () => {
  it('is answered when the database answers', async () => {
    const answer = await open.app.inject({ url: '/readyz' });
    expect(answer.statusCode).toBe(200);
  });
});

describe('mail written in a transaction', () => {
  it('is handled by the queue after the commit', async () => {
    const { writeLetter } = await import('../../src/platform/mail/mail.js');
    await open.database.transact('job:test', async (tx) => {
      await writeLetter(tx, { key: 'k', to: 'a@demo.invalid', subject: 's', body: 'b' });
      await tx.journal({ aggregate: 'letter', id: '1', act: 'letter.written' });
    });
    await open.settle();
    const row = await open.database.one<{ state: string }>(`select state from mail_message where key = 'k'`);
    expect(row.state).toBe('sent');
  });
});
