import { defineEvaluator, defineProblem, defineStage } from 'germline';

const stage = defineStage<null, number>({
  name: 'value',
  drive: (candidate) => candidate.value(),
  score: ([value]) => (Number.isFinite(value) ? { score: value as number } : { wrong: 'value() gave no number' }),
});

export default defineProblem({
  name: 'trivial',
  statement: 'Give a larger number. The cheapest evaluation there can be, to measure everything around it.',
  evaluator: defineEvaluator({ name: 'value', interface: 'export function value(): number', stages: [stage] }),
});
