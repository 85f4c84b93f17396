import { defineProblem } from 'germline';
import { clusterScheduling } from '../../evaluators/cluster-scheduling.ts';

export default defineProblem({
  name: 'cluster-scheduling',
  statement: `
Jobs arrive one after another at a data centre. Each needs processors and memory for an unknown time, and must be placed at
once on a machine with room for both; if none has room, the job is turned away and its work is lost. Write the priority by
which a job chooses its machine, so that little work is lost.

priority(cpu, memory, freeCpu, freeMemory, allCpu, allMemory) is called for every machine with room; the highest value wins,
the first machine of equal ones. It must be a pure function of its arguments: the needs of the job, the free resources of the
machine before the job is placed, and all its resources. Machines have (64, 64), (96, 96), (64, 32) or (48, 96); jobs need from
(1, 1) to (32, 32), some of them much more of one resource than of the other.

The score is the work (resources times lifetime) turned away, in percent of the work offered, where processors and memory count
alike; lower is better. Work is lost when the room left fits no job: many free processors and no memory on a machine, or a
little of both on many machines. First fit loses 5.3 %, the machine with least room left over 3.0 %, and rules that compare the
shape of the job with the shape of the room about 2.2 %.
`,
  evaluator: clusterScheduling(),
  direction: 'min',
});
