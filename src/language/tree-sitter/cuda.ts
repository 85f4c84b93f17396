import { sourcesOf } from './c.ts';
import { cpp } from './cpp.ts';
import type { Grammar } from './grammar.ts';

export const cuda: Grammar = {
  ...cpp,
  id: 'cuda',
  name: 'CUDA',
  suffixes: ['.cu', '.cuh'],
  fences: ['cuda', 'cu', 'cpp', 'c++'],
  check: (files) => ['nvcc', '-std=c++20', '-c', '-o', 'checked.o', ...sourcesOf(files)],
};
