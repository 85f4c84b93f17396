import { defineProblem } from 'germline';
import packing from '../circle-packing-26/problem.ts';

export default defineProblem({ ...packing, name: 'circle-packing-26-relaxed' });
