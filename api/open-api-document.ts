import { readSettings } from '../adapters/settings.ts';
import { buildServer } from './build-server.ts';
import type { ApiServices } from './services.ts';

/** The text of `docs/openapi.json`: what the routes say of themselves. Nothing is connected to. */
export async function openApiDocument(): Promise<string> {
  const services = { settings: readSettings({}) } as ApiServices;
  const app = await buildServer(services, { keysRequired: true });
  try {
    return `${JSON.stringify(app.swagger(), null, 2)}\n`;
  } finally {
    await app.close();
  }
}
