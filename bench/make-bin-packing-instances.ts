/**
 * Makes the instances of online bin packing, which are shipped as data because logarithms differ between engines:
 *   node bench/make-bin-packing-instances.ts > evaluators/data/online-bin-packing.json
 * Families: `weibull` (shape 3, scale 45, rounded, clipped to 1..100, capacity 100: the recipe of FunSearch's study) and
 * `uniform` (20 to 100 evenly, capacity 150: the recipe of OR-Library's u-instances by Falkenauer).
 */
import { words } from '../evaluators/kit/rng.ts';

const next = words(20261121);
const unit = () => next() / 2 ** 32;

function weibull(length: number) {
  const size = () => Math.min(100, Math.max(1, Math.round(45 * (-Math.log(1 - unit())) ** (1 / 3))));
  return { family: 'weibull', capacity: 100, items: Array.from({ length }, size) };
}

function uniform(length: number) {
  const size = () => 20 + Math.floor(unit() * 81);
  return { family: 'uniform', capacity: 150, items: Array.from({ length }, size) };
}

const several = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
const data = {
  glance: [weibull(400), uniform(200)],
  search: [...several(5, () => weibull(1200)), ...several(8, () => uniform(300))],
  heldBack: [...several(5, () => weibull(5000)), ...several(8, () => uniform(1000))],
};
console.log(JSON.stringify(data));
