import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

const KEPT_LINES = 25;

/**
 * Runs a program to its end, handing each line of its output to `onLine`.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void}} [options]
 * @returns {Promise<void>}
 * @throws {Error} with the last lines of the output when the program fails or does not exist
 */
export function run(command, args, { cwd, env = process.env, onLine = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const last = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        last.push(line);
        if (last.length > KEPT_LINES) last.shift();
        onLine(line);
      });
    }
    child.on('error', (error) => reject(new Error(`${command} did not start: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}:\n${last.join('\n')}`));
    });
  });
}

/** Standard output of a short command, or undefined when it is missing or fails. */
export function outputOf(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], ...options });
  return result.status === 0 ? result.stdout.trim() : undefined;
}
