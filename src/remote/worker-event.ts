import type { Reply } from './messages.ts';

/** What became of a job. `answered`: it was no evaluation, but an audit or the like. `cancelled`: no run waits for it any longer. `error`: this machine could not do it. */
type JobEnd =
  | { readonly status: 'scored'; readonly score: number }
  | { readonly status: 'failed'; readonly stage: string; readonly reason: string }
  | { readonly status: 'answered' }
  | { readonly status: 'cancelled' | 'error'; readonly message: string };

/** An event of a worker, as one JSON document; later versions may add fields. */
export type WorkerEvent =
  | {
      readonly event: 'serving';
      readonly machine: string;
      readonly problem: string;
      readonly fingerprint: string;
      readonly slots: number;
      readonly label: string | null;
      readonly sandbox: readonly string[];
    }
  | ({
      readonly event: 'job';
      readonly problem: string;
      readonly job: string;
      readonly milliseconds: number;
    } & JobEnd)
  | { readonly event: 'notice'; readonly text: string }
  | { readonly event: 'progress'; readonly evaluations: number; readonly busy: number; readonly milliseconds: number }
  | { readonly event: 'away' | 'back' | 'stopping' }
  | { readonly event: 'ended'; readonly evaluations: number }
  /** It must not serve, or a run has put it aside. */
  | { readonly event: 'refused' | 'put-aside'; readonly message: string };

/** How a job ended that has an answer. */
export function endOf(reply: Reply): JobEnd {
  if (!('evaluation' in reply)) return { status: 'answered' };
  const { evaluation } = reply;
  if (evaluation.status === 'scored') return { status: 'scored', score: evaluation.score };
  return { status: 'failed', stage: evaluation.stage, reason: evaluation.reason };
}
