import { isPortFree } from '../../../adapters/free-port.ts';

/**
 * A free port below those that outgoing connections get, so that none of them takes it before a server listens, or while one that was
 * killed is started again.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isPortFree(port)) return port;
  }
}
