import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';

/** The protocol's facts about a call of a tool. */
export type CallExtra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Milliseconds between two notifications of progress. */
const interval = 1000;

/** Does long work, and tells a client that asked for it every second how long it has taken. */
export async function withProgress<T>({ _meta, sendNotification }: CallExtra, work: () => Promise<T>): Promise<T> {
  const token = _meta?.progressToken;
  if (token === undefined) return await work();
  const begun = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - begun) / 1000);
    const params = { progressToken: token, progress: seconds, message: `evaluating for ${seconds} s` };
    sendNotification({ method: 'notifications/progress', params }).catch(() => {}); // the client may be gone
  }, interval);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
