import { createUploadServer, type UploadServerSettings } from './upload-server.js';

/** The upload server as a process that can be killed: settings in JSON as the first argument, its port on standard output. */
const { port, ...settings } = JSON.parse(process.argv[2] ?? '{}') as UploadServerSettings & { port: number };
const server = await createUploadServer(settings);
await server.listen({ host: '127.0.0.1', port });
const address = server.server.address();
console.log(typeof address === 'object' && address ? address.port : '');
