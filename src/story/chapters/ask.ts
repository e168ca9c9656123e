import { withEnding } from '../cast/participants.js';
import { lead } from '../cast/staff.js';
import { writePdf } from '../papers/write-pdf.js';
import type { Scene } from './scene.js';

/** Somebody asked to stop for a while for a reason that was to be foreseen, and was refused. */
export async function refuseOne(scene: Scene): Promise<void> {
  for (const { email } of withEnding('not-booked')) {
    const id = await ask(scene, email, {
      kind: 'deferral',
      reason: 'other',
      from: scene.time.day(10).toString(),
      until: scene.time.day(70).toString(),
      statement: 'Our trust opens a new school in the spring, and I would rather come back to this afterwards.',
    });
    await scene.actors.act(lead.email, `refuse-${email}`, `/requests/${id}/refusal`, {
      reason: 'A new school is planned for long before. Two windows still fit into your time: please book one of them.',
    });
  }
}

/** One asks for more days and is given half of them; another asks for more time in the window, and waits. */
export async function askTwo(scene: Scene): Promise<void> {
  const { actors } = scene;
  for (const { email } of withEnding('booked')) {
    const statement = 'The inspection came in the two weeks that I had kept for writing.';
    const id = await ask(scene, email, { kind: 'extension', days: '28', statement });
    await actors.act(lead.email, `grant-${email}`, `/requests/${id}/grant`, async () => {
      const { seen } = await actors.read(lead.email, `/requests/${id}/decision?days=14`);
      return { days: '14', seen, grantReason: 'Two weeks were lost to the inspection, so two weeks are given.' };
    });
  }
  for (const { email, name } of withEnding('drafting')) {
    const statement = 'I am dyslexic and use reading software. My assessor recommends a quarter more time.';
    const id = await ask(scene, email, { kind: 'adjustment', percent: '25', statement });
    await actors.upload(
      email,
      'letter',
      {},
      async () => ({
        fileName: 'Specialist assessment.pdf',
        bytes: await writePdf(letterOf(name), 'An invented practice'),
      }),
      `/requests/${id}/evidence`,
    );
  }
  await scene.time.settle();
}

async function ask({ actors }: Scene, email: string, wish: Record<string, string>): Promise<string> {
  const { id } = await actors.act(email, `ask-${wish['kind']}`, '/requests', wish);
  return String(id);
}

function letterOf(name: string): { title: string; sections: { heading: string; paragraphs: string[] }[] } {
  const paragraphs = [
    `${name} was assessed by this practice, which is invented like everybody in this story.`,
    'Reading and writing take markedly more time than for most people. A quarter more time is recommended.',
  ];
  return { title: 'A specialist assessment', sections: [{ heading: 'What we recommend', paragraphs }] };
}
