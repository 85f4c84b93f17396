export { type Interval, medianInterval, speedup } from '../../src/evaluation/interval.ts';
