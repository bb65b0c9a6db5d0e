import { startTemporalDevServer } from '../../adapters/temporal-dev-server.ts';

/** A program that starts a dev server and can be killed: arguments are binary, folder, port, uiPort. */
const [binary, folder, port, uiPort] = process.argv.slice(2);
const server = await startTemporalDevServer({ binary: binary!, databaseFile: `${folder}/temporal.db`, logFile: `${folder}/temporal.log`, port: Number(port), uiPort: Number(uiPort) });
process.stdout.write(`${server.pid}\n`);
