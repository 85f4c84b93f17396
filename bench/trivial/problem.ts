import { defineEvaluator, defineProblem, defineStage } from 'germline';

const stage = defineStage<null, number>({
  name: 'value',
  drive: (candidate) => candidate.value(),
  score: ([value]) => (Number.isFinite(value) ? { score: value as number } : { wrong: 'value() returned no number' }),
});

export default defineProblem({
  name: 'trivial',
  statement: 'Return a larger number. This is the cheapest possible evaluation, to measure everything around it.',
  evaluator: defineEvaluator({ name: 'value', interface: 'export function value(): number', stages: [stage] }),
});
