import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc/node';
import type { Audited, Refused } from '../api/attempt.ts';
import type { Evaluation } from '../api/evaluation.ts';
import type { Extension, Limits } from '../api/limits.ts';
import type { PlaybookChange } from '../api/playbook.ts';
import type { Answer, AskOptions, CandidateText, ClientTask, ProgramText, Told } from '../api/run.ts';

/** Requests of attached clients to the process that owns a run: JSON-RPC over a local socket. */
export const requests = {
  ask: new RequestType<AskOptions, ClientTask, Fault>('ask'),
  evaluate: new RequestType<ProgramText, Evaluation | Refused, Fault>('evaluate'),
  tell: new RequestType<{ readonly id: string; readonly answer: Answer }, Told, Fault>('tell'),
  giveBack: new RequestType<{ readonly id: string }, null, Fault>('giveBack'),
  best: new RequestType0<CandidateText, Fault>('best'),
  hint: new RequestType<{ readonly text: string; readonly by: string }, number, Fault>('hint'),
  changePlaybook: new RequestType<{ readonly changes: readonly PlaybookChange[]; readonly by: string }, number, Fault>(
    'changePlaybook',
  ),
  audit: new RequestType<{ readonly candidate: number; readonly by: string }, Audited, Fault>('audit'),
  stop: new RequestType<{ readonly by: string }, null, Fault>('stop'),
  extend: new RequestType<{ readonly more: Extension; readonly by: string }, Limits, Fault>('extend'),
  removeHint: new RequestType<{ readonly number: number; readonly by: string }, null, Fault>('removeHint'),
} as const;

/** Sent by the owner when the run ends. */
export const ended = new NotificationType<{ readonly why: string }>('ended');

/** The class of an error, so that it is the same for an attached client as for the owner. */
export interface Fault {
  readonly name: string;
}
