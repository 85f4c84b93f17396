export { type Interval, medianInterval, speedup } from '../../src/interval.ts';
