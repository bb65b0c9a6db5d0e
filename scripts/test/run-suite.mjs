import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A suite that hangs must not hang the rest. */
const LIMIT_MS = 60 * 60_000;
/** From a written report to the end of the process: longer means that a test left something open. */
const EXIT_GRACE_MS = 30_000;
const POLL_MS = 1000;

/**
 * Runs one suite with its output shown as it comes, and counts from its report.
 * @returns {Promise<{passed: number, failed: number, skipped: number, seconds: number, skips: string[], failures: string[]}>}
 */
export async function runSuite(suite, { root, report }) {
  rmSync(report, { force: true }); // an old report must not pass for this run's
  const start = performance.now();
  const exitCode = await exitOf(suite, root, report);
  const { passed, failed, skips, failures } = count(suite, report, exitCode);
  const seconds = (performance.now() - start) / 1000;
  const complaint = complaintOf({ exitCode, failed, ran: passed + skips.length });
  if (complaint !== undefined) failures.push(complaint);
  return { passed, failed: failed + (complaint === undefined ? 0 : 1), skipped: skips.length, seconds, skips, failures };
}

/** What is wrong with a suite beside its failed tests. */
function complaintOf({ exitCode, failed, ran }) {
  if (exitCode === 'SIGKILL') return 'did not end by itself: a test left something open';
  if (failed > 0) return undefined;
  if (exitCode !== 0) return `ended with ${exitCode} though no test failed`;
  return ran === 0 ? 'no tests ran' : undefined;
}

function exitOf(suite, root, report) {
  const [command, ...args] = suite.command(root, report);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PYTHONPATH: join(root, 'trainer') },
      stdio: ['ignore', suite.quiet === true ? 'ignore' : 'inherit', 'inherit'],
    });
    const forget = endInTime(child, report);
    const end = (exitCode) => {
      forget();
      resolve(exitCode);
    };
    child.on('error', (error) => {
      console.error(`${command} did not start: ${error.message}`);
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? signal));
  });
}

/** Kills a suite that runs too long, or that has written its report and does not end. Returns what undoes the watch. */
function endInTime(child, report) {
  let timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const watch = setInterval(() => {
    if (!existsSync(report)) return;
    clearInterval(watch);
    clearTimeout(timer);
    timer = setTimeout(() => child.kill('SIGKILL'), EXIT_GRACE_MS);
  }, POLL_MS);
  return () => {
    clearInterval(watch);
    clearTimeout(timer);
  };
}

function count(suite, report, exitCode) {
  try {
    return suite.read(report, exitCode);
  } catch (error) {
    return { passed: 0, failed: 1, skips: [], failures: [`no readable report (${error.message}); the suite ended with ${exitCode}`] };
  }
}
