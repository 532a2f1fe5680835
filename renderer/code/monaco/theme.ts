import { monaco } from './monaco.ts';

/** The name under which the window's theme is known to Monaco. */
const name = 'reflow';

/** Monaco's own colours for code on the window's surfaces; follows the window's theme until disposed. */
export function followTheme(): Disposable {
  const apply = () => {
    const styles = getComputedStyle(document.documentElement);
    const color = (variable: string) => toHex(styles.getPropertyValue(variable));
    const theme = document.documentElement.dataset['theme'] ?? 'light';
    const base = theme === 'contrast' ? 'hc-black' : theme === 'dark' ? 'vs-dark' : 'vs';
    const colors: Record<string, string> = {
      'editor.background': color('--raised'),
      'editor.foreground': color('--ink'),
      'editorLineNumber.foreground': color('--muted'),
      'editorGutter.background': color('--raised'),
      'editorWidget.background': color('--surface'),
      'editorWidget.border': color('--line'),
      'editorSuggestWidget.background': color('--surface'),
      'editorHoverWidget.background': color('--surface'),
      focusBorder: color('--accent'),
    };
    monaco.editor.defineTheme(name, { base, inherit: true, rules: [], colors });
    monaco.editor.setTheme(name);
  };
  apply();
  const observer = new MutationObserver(apply);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return { [Symbol.dispose]: () => observer.disconnect() };
}

/** Monaco takes `#rrggbb` only. */
function toHex(color: string): string {
  const text = color.trim();
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(text);
  return short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`
    : text;
}
