import { defineProblem } from 'germline';
import { clusterScheduling } from '../../evaluators/cluster-scheduling.ts';

export default defineProblem({
  name: 'cluster-scheduling',
  statement: `
Jobs arrive one after another at a data centre, each needs processors and memory for a time that nobody knows, and each must
be placed at once on a machine that has room for both; where none has, the job is turned away and its work is lost. Write
the priority by which a job chooses its machine, so that little work is lost.

priority(cpu, memory, freeCpu, freeMemory, allCpu, allMemory) is asked for every machine with room; the highest wins, of
equal ones the first. It must be a pure function of its arguments: what the job needs, what the machine has free before the
job is placed, and what it has in all. Machines have (64, 64), (96, 96), (64, 32) or (48, 96); jobs need from (1, 1) to
(32, 32), some of them much more of the one than of the other.

The score is minus the work (resources times lifetime) turned away, in percent of what was offered, processors and memory
counting alike. What makes work be lost is room that no job fits: a machine with many free processors and no memory, or a
little of both on many machines. First fit loses 5.3 %, the machine that is left with least 3.0 %, and rules that look at
how well the shape of the job fits the shape of the room, about 2.2 %.
`,
  evaluator: clusterScheduling(),
});
