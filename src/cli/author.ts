import { userInfo } from 'node:os';

export const authorOption = {
  type: 'string',
  describe: 'Name of its author [default: your user name]',
  requiresArg: true,
} as const;

/** The name of this user; a container may have none. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? 'user';
  }
}
