import { writeFile } from 'node:fs/promises';
import proto from '@temporalio/proto';
import { connect } from '../adapters/temporal/connect.ts';
import { readSettings } from '../adapters/settings.ts';

/** `npx tsx scripts/record-history.ts RUN FILE`: keeps a run's history, as it is on the wire, for the replay tests. */
const [run, file] = process.argv.slice(2);
if (!run || !file) throw new Error('Usage: npx tsx scripts/record-history.ts RUN test/histories/NAME.bin');
const client = await connect(readSettings());
const history = await client.workflow.getHandle(run).fetchHistory();
await writeFile(file, proto.temporal.api.history.v1.History.encode(history).finish());
await client.connection.close();
