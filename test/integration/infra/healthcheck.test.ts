import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { platform } from 'node:process';
import { expect, test } from '@jest/globals';

/** Exit code of the containers' health check, run as a process beside this one. */
async function healthcheck(temporalAddress: string): Promise<number> {
  const check = spawn(process.execPath, ['infra/docker/healthcheck.mjs'], { env: { HONE_TEMPORAL_ADDRESS: temporalAddress }, stdio: 'ignore' });
  const [code] = (await once(check, 'exit')) as [number];
  return code;
}

const [maybe, reason] = platform === 'linux' ? [test, ''] : [test.skip, ' (skipped: the check reads /proc, which only Linux has)'];

maybe(`is healthy while a connection to the server is open, and only then${reason}`, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let client: Socket | undefined;
  try {
    expect(await healthcheck(`temporal:${port}`)).toBe(1); // listening is no connection

    client = connect(port, '127.0.0.1');
    await once(client, 'connect');
    expect(await healthcheck(`temporal:${port}`)).toBe(0);
    expect(await healthcheck('temporal:1')).toBe(1);
  } finally {
    client?.destroy();
    server.close();
    await once(server, 'close');
  }
  expect(await healthcheck(`temporal:${port}`)).toBe(1);
});
