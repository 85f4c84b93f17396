/**
 * Makes the instances of online bin packing. They are shipped as data, because logarithms differ between engines:
 *   node bench/make-bin-packing-instances.ts > evaluators/data/online-bin-packing.json
 * Families: `weibull` (shape 3, scale 45, rounded, clipped to 1..100, capacity 100: the recipe of FunSearch's study) and
 * `uniform` (20 to 100 evenly, capacity 150: the recipe of OR-Library's u-instances by Falkenauer).
 */
import { words } from '../evaluators/kit/rng.ts';

const next = words(20261121);
const unit = () => next() / 2 ** 32;

function weibull(length: number) {
  const size = () => Math.min(100, Math.max(1, Math.round(45 * (-Math.log(1 - unit())) ** (1 / 3))));
  return { capacity: 100, items: Array.from({ length }, size) };
}

function uniform(length: number) {
  const size = () => 20 + Math.floor(unit() * 81);
  return { capacity: 150, items: Array.from({ length }, size) };
}

const several = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
const data = {
  weibull: {
    glance: [weibull(400)],
    search: several(3, () => weibull(5000)),
    heldBack: several(5, () => weibull(5000)),
  },
  uniform: {
    glance: [uniform(200)],
    search: several(12, () => uniform(500)),
    heldBack: several(12, () => uniform(500)),
  },
};
console.log(JSON.stringify(data));
