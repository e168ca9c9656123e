import { sayDate } from '#libs/calendar';
import type { RequestEffect } from './effects.js';
import { kindWords } from './labels.js';
import { isSame, sayTerms, type RequestKind, type Terms } from './terms.js';

interface Words {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

export const letters = {
  asked: (kind: RequestKind, terms: Terms, decideBy: Temporal.PlainDate): Words => ({
    subject: `We have your request for ${kindWords[kind]}`,
    paragraphs: [
      `You asked for ${kindWords[kind]}: ${sayTerms(kind, terms)}. An assessment lead decides by ${sayDate(decideBy)}, and we write to you.`,
      'Until then nothing changes: your dates and your place in a window stay as they are. You can add evidence, or withdraw the request, on its page.',
    ],
  }),
  granted: (kind: RequestKind, asked: Terms, granted: Terms, reason: string, effect: RequestEffect): Words => ({
    subject: `Your request for ${kindWords[kind]}: ${isSame(asked, granted) ? 'granted' : 'granted in part'}`,
    paragraphs: [
      `You asked for ${kindWords[kind]}: ${sayTerms(kind, asked)}.${isSame(asked, granted) ? ' It is granted.' : ` Granted is: ${sayTerms(kind, granted)}.`}`,
      ...(reason ? [reason] : []),
      ...(effect.about === 'closing' && granted.percent
        ? [
            'Each place that you book closes that much later for you, and its page says when. Nobody who marks your work can see this.',
          ]
        : []),
    ],
  }),
  refused: (kind: RequestKind, asked: Terms, reason: string): Words => ({
    subject: `Your request for ${kindWords[kind]}: not granted`,
    paragraphs: [
      `You asked for ${kindWords[kind]}: ${sayTerms(kind, asked)}. It was not granted. Your dates and your place in a window stay as they are.`,
      `The reason: ${reason}`,
      'If something new comes up, you can ask again.',
    ],
  }),
} as const;
