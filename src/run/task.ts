import type { Immigrant } from '../api/attempt.ts';
import type { Program } from '../api/program.ts';
import type { Request } from '../api/proposer.ts';
import type { ReflectionRequest } from '../api/reflection.ts';
import type { Sample, Wish } from './sample.ts';

interface TaskBase {
  readonly number: number;
  /** How many attempts had been told when it was asked for. */
  readonly watermark: number;
}

export interface AuditTask extends TaskBase {
  readonly kind: 'audit';
  readonly candidate: number;
  /** Reads its program, which memory may have dropped. */
  readonly program: () => Promise<Program>;
}

export interface ProposalTask extends TaskBase {
  readonly kind: 'proposal';
  readonly wish: Wish;
  /** Its first draw. */
  readonly sample: Sample;
  /** The material of the proposer: the parent, candidates beside it, earlier tries, hints. */
  readonly request: Request;
}

/** The evaluation of a program of another population. */
export interface ImmigrantTask extends TaskBase {
  readonly kind: 'immigrant';
  readonly immigrant: Immigrant;
  readonly island: number;
  /** The programs that the run began with: the program must have come from one of them. */
  readonly initials: readonly Program[];
}

/** A model reads what happened, and proposes changes of the playbook. */
export interface ReflectionTask extends TaskBase {
  readonly kind: 'reflection';
  /** Label of the model. */
  readonly model: string;
  readonly request: ReflectionRequest;
}

/** An attempt that was asked for and has not been told yet. */
export type Task = AuditTask | ProposalTask | ImmigrantTask | ReflectionTask;
