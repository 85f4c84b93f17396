import type { ComponentChildren } from 'preact';

/** A table that may be wider than the page. Keys scroll it too. */
export function Wide({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll what can be scrolled
    <section class="wide" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

/** A text as it was written. Keys scroll it too. */
export function Pre({ children }: { readonly children: ComponentChildren }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll what can be scrolled
  return <pre tabIndex={0}>{children}</pre>;
}
