import type { Program } from '../../api/program.ts';
import { isScript } from '../index.ts';
import { regionsOf } from '../program.ts';
import { type Region, type SourceFile, sourcesOf } from '../source.ts';
import { isInside, type Place, placesOf } from './place.ts';

/** A place in one of the program's files that an operator may change. */
export interface Site {
  readonly file: SourceFile;
  readonly place: Place;
  /** The regions of the file that may change. */
  readonly regions: readonly Region[];
}

/** The places inside the program's blocks that `wanted` accepts. */
export function sitesOf(program: Program, wanted: (place: Place) => boolean): readonly Site[] {
  return sourcesOf(program).flatMap((file) => {
    const regions = regionsOf(program)[file.name] ?? [];
    if (regions.length === 0 || !isScript(file.name)) return [];
    const places = placesOf(file).filter((place) => wanted(place) && isInside(place.node, regions));
    return places.map((place) => ({ file, place, regions }));
  });
}

/** The text of a site's node, or of another in its file. */
export function textOf({ file, place }: Site, { start, end }: Region = place.node): string {
  return file.text.slice(start, end);
}
