// Loaded into web and worker before anything else: when the process that supervises them is gone, they stop as if told to.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
