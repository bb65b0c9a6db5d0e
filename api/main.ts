import { createLog } from '../adapters/log.ts';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { connect } from '../adapters/temporal/connect.ts';
import { STOP_AT_STDIN_END, stopAtStdinEnd } from '../adapters/temporal/run-worker.ts';
import { runs } from '../adapters/temporal/runs.ts';
import { isLoopback } from './authenticate.ts';
import { buildServer } from './build-server.ts';
import { liveState } from './live-state.ts';
import { timelyRuns } from './timely-runs.ts';

/** The API server: listens until a signal stops it. */
const settings = readSettings();
const log = createLog(settings, 'api');
const client = await connect(settings);
const keysRequired = !isLoopback(settings.apiHost);
const services = { runs: timelyRuns(runs(client), client), live: liveState(client), store: openStore(settings), settings };
const server = await buildServer(services, { keysRequired, log });
if (process.argv.includes(STOP_AT_STDIN_END)) stopAtStdinEnd();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close().then(() => client.connection.close()));
await server.listen({ host: settings.apiHost, port: settings.apiPort });
log.info({ address: settings.apiHost, port: settings.apiPort, keysRequired }, 'API listens');
