import { createServer } from 'node:net';

/** A TCP port that was free a moment ago. Take it at once: nothing reserves it. */
export function freePort(ip = '127.0.0.1'): Promise<number> {
  return listenOnce(0, ip);
}

/** Whether a server could listen there now. */
export async function isPortFree(port: number, ip = '127.0.0.1'): Promise<boolean> {
  try {
    await listenOnce(port, ip);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

function listenOnce(port: number, ip: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, ip, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(taken));
    });
  });
}
