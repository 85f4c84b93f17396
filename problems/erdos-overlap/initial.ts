// EVOLVE-BLOCK-START
/** The function at the middles of n steps on [0, 2]. Any values: they are made to fit below. */
function shape(n: number): number[] {
  const edge = 0.6;
  const top = 0.9;
  return Array.from({ length: n }, (_, i) => {
    const fromMiddle = Math.abs((2 * (i + 0.5)) / n - 1);
    return fromMiddle < edge ? top : 0.1;
  });
}
// EVOLVE-BLOCK-END

/** n heights as whole numbers from 0 to one with the sum n * one / 2: scaled, cut off, rounded. */
export function heights(n: number, one: number): number[] {
  const wanted = shape(n).map((value) => Math.min(1, Math.max(0, value)));
  let [low, high] = [-1, 1];
  const shifted = (by: number) => wanted.map((value) => Math.round(one * Math.min(1, Math.max(0, value + by))));
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (sum(shifted(middle)) > (n * one) / 2) high = middle;
    else low = middle;
  }
  const whole = shifted(low);
  let missing = (n * one) / 2 - sum(whole);
  for (let i = 0; i < n; i++) {
    const added = Math.min(missing, one - whole[i]!);
    whole[i]! += added;
    missing -= added;
  }
  return whole;
}
