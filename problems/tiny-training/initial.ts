// EVOLVE-BLOCK-START
/** The number of symbols that the model looks back. */
const reach = 2;
const rate = 0.3;

/** Weights for the next symbol: one table for each place before it, row by row. */
class Model {
  symbols: number;
  tables: Float64Array[] = [];
  /** The last symbols, the latest first. */
  past: number[] = [];

  constructor(symbols: number) {
    this.symbols = symbols;
    for (let back = 0; back < reach; back++) {
      this.tables.push(new Float64Array(symbols * symbols));
      this.past.push(0);
    }
  }

  /** The chances of all symbols: a softmax of the sum of the tables' rows. */
  predict(): number[] {
    const chances: number[] = [];
    let total = 0;
    for (let symbol = 0; symbol < this.symbols; symbol++) {
      let sum = 0;
      for (let back = 0; back < reach; back++) sum += this.tables[back]![this.past[back]! * this.symbols + symbol]!;
      const weight = Math.exp(sum);
      chances.push(weight);
      total += weight;
    }
    for (let symbol = 0; symbol < this.symbols; symbol++) chances[symbol]! /= total;
    return chances;
  }

  /** One step of gradient descent on the surprise. */
  train(symbol: number): void {
    const chances = this.predict();
    for (let other = 0; other < this.symbols; other++) {
      const step = rate * ((other === symbol ? 1 : 0) - chances[other]!);
      for (let back = 0; back < reach; back++) this.tables[back]![this.past[back]! * this.symbols + other]! += step;
    }
  }

  see(symbol: number): void {
    this.past.pop();
    this.past.unshift(symbol);
  }
}

/** A model of the next symbol, trained on a text. */
export function learn(text: number[], symbols: number): { predict(): number[]; see(symbol: number): void } {
  const model = new Model(symbols);
  for (const symbol of text) {
    model.train(symbol);
    model.see(symbol);
  }
  return model;
}
// EVOLVE-BLOCK-END
