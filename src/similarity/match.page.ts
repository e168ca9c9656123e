import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { accountText } from './account-text.js';
import { matchLabels } from './match.lifecycle.js';
import { passagesShown } from './passages-shown.js';
import { matchDetail, saidOf } from './similarity.queries.js';
import { sideShown, taskOf, tiesSay } from './words.js';

/** A match as a lead reads it: the passages beside each other, what ties the two, and what was said of it. */
@Injectable()
export class MatchPage {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async one(id: string): Promise<Readonly<Record<string, unknown>> | null> {
    const match = await matchDetail(this.database, id);
    if (!match) return null;
    const { component, aSubmission, bSubmission, state } = match;
    const [a, b] = [
      await accountText(this.database, this.frameworks, aSubmission, component),
      await accountText(this.database, this.frameworks, bSubmission, component),
    ];
    const { passages, more } = passagesShown(a, b, match.runs);
    const said = await saidOf(this.database, id);
    return {
      title: `Task ${taskOf(component)}: ${match.a.name} and ${match.b.name}`,
      back: { href: '/similarities', text: 'Similar accounts' },
      match: {
        id,
        state,
        label: state && matchLabels[state],
        isSameFile: match.isSameFile,
        foundAt: match.foundAt,
        a: sideShown(match, match.a),
        b: sideShown(match, match.b),
        ties: tiesSay(match.ties),
        why: match.why,
        decidedByName: match.decidedByName,
        decidedAt: match.decidedAt,
      },
      passages,
      more,
      said: said.map(({ to, ...one }) => ({ ...one, label: to === 'open' ? 'Opened again' : matchLabels[to] })),
    };
  }
}
