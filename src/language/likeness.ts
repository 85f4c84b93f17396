import type { Program } from '../api/program.ts';
import { derive } from './derive.ts';
import { languageOf } from './index.ts';
import { sourcesOf } from './source.ts';

/** Neighbouring signs of an outline that make one shingle. */
const length = 4;

/** The shingles (runs of neighbouring signs) of a program's outlines, as hashes in ascending order; those found twice are there twice. */
export const shinglesOf: (program: Program) => Uint32Array = derive((program) =>
  Uint32Array.from(sourcesOf(program).flatMap((file) => shingled(languageOf(file.name).outline(file)))).sort(),
);

function shingled(outline: readonly string[]): readonly number[] {
  const hashes = outline.map(hashOf);
  return hashes.map((_, at) => hashes.slice(at, at + length).reduce((hash, one) => Math.imul(hash, 31) + one, 7) >>> 0);
}

/** FNV-1a (Fowler, Noll and Vo). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** How many shingles two programs do not share: 0 where they differ in numbers, names of their own and layout only. */
export function distanceBetween(a: Uint32Array, b: Uint32Array): number {
  let [at, other, shared] = [0, 0, 0];
  while (at < a.length && other < b.length) {
    const [left, right] = [a[at]!, b[other]!];
    if (left === right) shared++;
    if (left <= right) at++;
    if (right <= left) other++;
  }
  return a.length + b.length - 2 * shared;
}
