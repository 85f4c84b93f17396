import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { saveSvg } from './save-svg.ts';

/** A picture that can be saved as SVG. */
export function SavedFigure({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  const figure = useRef<HTMLElement>(null);
  const save = () => {
    const picture = figure.current?.querySelector('svg');
    if (picture) saveSvg(picture, name);
  };
  return (
    <figure ref={figure} class="saved">
      {children}
      <button type="button" class="save" aria-label={`Save ${name} as SVG`} onClick={save}>
        SVG
      </button>
    </figure>
  );
}
