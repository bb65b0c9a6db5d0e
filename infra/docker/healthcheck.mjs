/**
 * Health of a worker's container: 0 when it holds a connection to the Temporal server, else 1. A worker that trains for
 * hours does not poll, so the server's list of pollers would call it dead; its connection stays, as gRPC keeps it alive.
 * Reads the kernel's table, so it costs the server nothing. Plain Node on Linux, without packages.
 */
import { existsSync, readFileSync } from 'node:fs';

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** State of an established connection in these tables (include/net/tcp_states.h). */
const ESTABLISHED = '01';

const port = Number((process.env.HONE_TEMPORAL_ADDRESS || '127.0.0.1:7233').split(':').at(-1));
if (!TABLES.some((table) => existsSync(table) && hasConnection(readFileSync(table, 'utf8'), port))) {
  console.error(`no connection to port ${port} of the Temporal server`);
  process.exitCode = 1;
}

/** Lines are `sl local_address rem_address st …`, addresses `<hex address>:<hex port>`. */
function hasConnection(table, remotePort) {
  const suffix = `:${remotePort.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').some((line) => {
    const [, , remote, state] = line.trim().split(/\s+/);
    return state === ESTABLISHED && remote.endsWith(suffix);
  });
}
