/** Why the engine ended a program: its wall time ran out, or it used too much of something. */
export type Stop = 'clock' | 'output' | 'processes' | 'memory' | 'files';
