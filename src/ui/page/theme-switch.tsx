import { useEffect, useState } from 'preact/hooks';

const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

/** The colour theme: light, dark or that of the system; kept for the next visit. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(
    () => themes.find((one) => one === localStorage.getItem('theme')) ?? 'system',
  );
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('theme', theme);
    dispatchEvent(new Event('themechange')); // canvases paint with the colours of the style sheet
  }, [theme]);
  return (
    <select aria-label="Colours" value={theme} onChange={({ currentTarget }) => setTheme(currentTarget.value as Theme)}>
      {themes.map((one) => (
        <option key={one} value={one}>
          {one} colours
        </option>
      ))}
    </select>
  );
}
