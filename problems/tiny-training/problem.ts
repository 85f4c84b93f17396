import { defineProblem } from 'germline';
import { tinyTraining } from '../../evaluators/tiny-training.ts';

export default defineProblem({
  name: 'tiny-training',
  statement: `
Train a small model of text. learn(text, symbols) gets some 12,000 symbols of a language that nobody speaks, as numbers, and
returns a model. Then another text of the language is told symbol by symbol: predict() gives a weight for each symbol that may come
next, then see(symbol) says which it was; the model may go on learning. The score is minus the mean number of bits, -log2 of
the share that the symbol had of all weights (every share is raised to a millionth).

The language has letters, spaces, commas, full stops and line ends; words have endings that depend on words before, and
what a paragraph is about decides which words are in it. Any kind of model will do: counts of what came after what, a neural
network, a mixture of several.

Training and telling together may take 60 million operations (an operator, a call, a member, a branch, a pass of a loop are one
each).
`,
  evaluator: tinyTraining(),
  knownBest: { score: -1.01063799, source: 'our own, by hand: counts after up to four symbols, mixed' },
});
