import { userInfo } from 'node:os';

/** Who runs the command, for histories: the account's name, or its number where it has none, as in many containers. */
export function operator(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
