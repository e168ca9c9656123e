import { openWeb } from './open-app.js';
import { readConfig } from './platform/config/config.js';
import { holdToMode } from './platform/config/hold-to-mode.js';
import { Database } from './platform/database/database.js';
import { OutageWatch } from './platform/outages/outage-watch.js';

const config = readConfig(process.env);
const app = await openWeb(config);
await holdToMode(config, app.get(Database));
await app.get(OutageWatch).start();
await app.listen(config.port, config.host);
console.log(JSON.stringify({ ready: true, address: await app.getUrl() }));
