// npm run --silent count -- FILE...: one JSON object a line, in the order of the files.
import { ParserPool } from '../platform/parsing/index.js';
import { countFile } from './count-file.js';

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write('usage: npm run --silent count -- FILE...\n');
  process.exit(2);
}

const pool = new ParserPool({ size: 1 });
for (const file of files) process.stdout.write(`${JSON.stringify(await countFile(pool, file))}\n`);
pool.close();
