import { Injectable } from '@nestjs/common';
import { isRefusal, type Result } from '#libs/refusal';
import { Enrolments } from '../enrolment/index.js';
import { Database } from '../platform/database/database.js';
import { lockRequest, moveRequest } from './move-request.js';
import { requestEnrolment } from './requests.queries.js';

/** A participant takes a request back while nobody has decided it. */
@Injectable()
export class WithdrawRequest {
  constructor(
    private readonly database: Database,
    private readonly enrolments: Enrolments,
  ) {}

  async run(command: {
    readonly actor: string;
    readonly requestId: string;
  }): Promise<Result<true, 'request-is-decided'>> {
    const { requestId } = command;
    return this.database.transact(command.actor, async (tx) => {
      await this.enrolments.lockEnrolment(tx, await requestEnrolment(tx, requestId));
      const row = await lockRequest(tx, requestId);
      if (!row) throw new Error(`There is no request ${requestId}`);
      const moved = await moveRequest(tx, row, 'withdraw', { act: 'request.withdrawn' });
      return isRefusal(moved) ? moved : true;
    });
  }
}
