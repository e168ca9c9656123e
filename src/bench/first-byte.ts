import { Agent, request } from 'node:http';

/** A request as it is measured: a body makes it a POST of JSON. */
export interface Question {
  readonly url: string;
  readonly cookie?: string;
  readonly accept?: string;
  readonly body?: unknown;
}

export interface Answered {
  /** From the request being written to the first byte of the answer, in milliseconds. */
  readonly ms: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

// One connection that stays open, as a browser keeps it: what is measured is the page and not the handshake.
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export function ask({ url, cookie, accept = 'text/html', body }: Question): Promise<Answered> {
  const payload = body === undefined ? null : JSON.stringify(body);
  const headers = {
    accept,
    ...(cookie && { cookie }),
    ...(payload !== null && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(payload)),
    }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: payload === null ? 'GET' : 'POST', headers }, (response) => {
      const ms = performance.now() - begun;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ ms, status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('error', reject);
    const begun = performance.now();
    sent.end(payload ?? undefined);
  });
}
