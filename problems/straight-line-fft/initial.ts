// EVOLVE-BLOCK-START
type Operation = [kind: '+' | '-' | '*', left: number, right: number];
type Complex = [re: number, im: number];

/** Collects operations; each one writes a new register. */
class Program {
  operations: Operation[] = [];
  next: number;

  constructor(inputs: number) {
    this.next = inputs;
  }

  write(kind: '+' | '-' | '*', left: number, right: number): number {
    this.operations.push([kind, left, right]);
    return this.next++;
  }

  plus([a, b]: Complex, [c, d]: Complex): Complex {
    return [this.write('+', a, c), this.write('+', b, d)];
  }

  minus([a, b]: Complex, [c, d]: Complex): Complex {
    return [this.write('-', a, c), this.write('-', b, d)];
  }

  /** The product with cos + i sin. */
  turn([a, b]: Complex, cos: number, sin: number): Complex {
    const re = this.write('-', this.times(a, cos), this.times(b, sin));
    const im = this.write('+', this.times(a, sin), this.times(b, cos));
    return [re, im];
  }

  /** The product with a constant, which must not be too small. */
  times(register: number, constant: number): number {
    if (Math.abs(constant) > 1e-6) return this.write('*', register, constant);
    return this.write('-', register, register);
  }
}

/** Radix 2: transforms the even and the odd numbers, turns the latter and adds them. */
function fft(program: Program, x: Complex[]): Complex[] {
  const n = x.length;
  if (n === 1) return x;
  const even = fft(
    program,
    x.filter((_, i) => i % 2 === 0),
  );
  const odd = fft(
    program,
    x.filter((_, i) => i % 2 === 1),
  );
  const result: Complex[] = [];
  for (let k = 0; k < n / 2; k++) {
    const angle = (2 * Math.PI * k) / n;
    const turned = program.turn(odd[k]!, Math.cos(angle), -Math.sin(angle));
    result[k] = program.plus(even[k]!, turned);
    result[k + n / 2] = program.minus(even[k]!, turned);
  }
  return result;
}

/** The discrete Fourier transform of n complex numbers as a list of operations. */
export function transform(n: number): { operations: Operation[]; outputs: number[] } {
  const program = new Program(2 * n);
  const inputs = Array.from({ length: n }, (_, i): Complex => [2 * i, 2 * i + 1]);
  const outputs = fft(program, inputs).flat();
  return { operations: program.operations, outputs };
}
// EVOLVE-BLOCK-END
