import type { RuntimeBadge as Runtime } from '#shared/actor/actor.ts';

const words: Readonly<Record<Runtime, { glyph: string; word: string }>> = {
  python: { glyph: 'Py', word: 'Python' },
  javascript: { glyph: 'JS', word: 'JavaScript' },
  typescript: { glyph: 'TS', word: 'TypeScript' },
  wasm: { glyph: 'W', word: 'WASM' },
  native: { glyph: '◆', word: 'native' },
  graph: { glyph: '▣', word: 'graph' },
};

/** The word of a runtime: `Python`. */
export function badgeWord(runtime: Runtime): string {
  return words[runtime].word;
}

/** What a component is written in (E1): a glyph, and the word where there is room for it. */
export function RuntimeBadge({ runtime, short = false }: { runtime: Runtime; short?: boolean }) {
  const { glyph, word } = words[runtime];
  return (
    <span
      role="img"
      aria-label={word}
      title={word}
      className="inline-flex shrink-0 items-center gap-1 rounded-sm border px-1 text-[10px] leading-[14px] font-semibold"
      style={{ color: `var(--runtime-${runtime})`, borderColor: 'color-mix(in srgb, currentColor 45%, transparent)' }}
    >
      <span>{glyph}</span>
      {!short && <span>{word}</span>}
    </span>
  );
}
