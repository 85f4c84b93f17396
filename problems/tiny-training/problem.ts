import { defineProblem } from 'germline';
import { tinyTraining } from '../../evaluators/tiny-training.ts';

export default defineProblem({
  name: 'tiny-training',
  statement: `
Train a small model of text. learn(text, symbols) gets some 12,000 symbols of an artificial language as numbers, and returns a
model. Then another text of the language is shown symbol by symbol: predict() returns a weight for each symbol that may come
next, then see(symbol) passes the actual one; the model may continue to learn. The score is the mean number of bits, -log2 of
the symbol's share of all weights (every share is raised to at least a millionth); lower is better.

The language has letters, spaces, commas, full stops and line ends; words have endings that depend on earlier words, and the
topic of a paragraph determines its words. Any kind of model is allowed: counts of successors, a neural network, a mixture of
several.

Training and predicting together may take 60 million operations (an operator, a call, a member access, a branch and a pass of a
loop are one each).
`,
  evaluator: tinyTraining(),
  direction: 'min',
  knownBest: { score: 1.01063799, source: 'our own, by hand: counts after up to four symbols, mixed' },
});
