import { openContext } from './open-app.js';
import { readConfig } from './platform/config/config.js';
import { holdToMode } from './platform/config/hold-to-mode.js';
import { Database } from './platform/database/database.js';
import { WorkLoop } from './platform/jobs/work-loop.js';

const config = readConfig(process.env);
const context = await openContext(config);
await holdToMode(config, context.get(Database));
const loop = context.get(WorkLoop);
loop.start();
console.log(
  JSON.stringify({
    ready: true,
    queues: loop.backend,
    scanning: config.clamd ? 'on' : 'off',
    mail: config.smtpUrl ? 'sent' : 'kept',
  }),
);
