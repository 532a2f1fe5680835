import type { RuntimeBadge as Runtime } from '#shared/actor/actor.ts';
import { badgeWord, RuntimeBadge } from '../../parts/RuntimeBadge.tsx';
import { cardWidth, headerHeight } from './cardGeometry.ts';
import { CardTitle } from './CardTitle.tsx';
import type { StateLook } from './nodeState.ts';

interface CardHeaderProps {
  node: string;
  title: string;
  /** undefined for a placeholder (G5). */
  badge: Runtime | undefined;
  /** Of the card, in canvas units. */
  width: number;
  look: StateLook;
  /** The colour at its left edge. */
  stripe: string;
}

/** The head of a card: what it is called, written in, and doing. */
export function CardHeader({ node, title, badge, width, look, stripe }: CardHeaderProps) {
  return (
    <header
      className="flex items-center gap-2 rounded-t-[7px] border-b border-line px-3"
      style={{ height: headerHeight, boxShadow: `inset 3px 0 0 ${stripe}` }}
    >
      <CardTitle node={node} title={title} />
      <span className="ml-auto" />
      {badge && <RuntimeBadge runtime={badge} short={!fits(title, badgeWord(badge), width)} />}
      <span title={look.word} className={look.color}>
        <look.icon size={15} aria-label={look.word} role="img" />
      </span>
    </header>
  );
}

/** Letters of a title and of a badge's word that a card of the usual width has room for; and the width of one more. */
const [usualLetters, letterWidth] = [20, 7];

/** Whether there is room for the badge's word beside the whole title, near enough: thousands of cards are not measured. */
function fits(title: string, word: string, width: number): boolean {
  let letters = word.length;
  // Of scripts that fill a square, each counts for two.
  for (const letter of title) letters += letter >= '\u2e80' ? 2 : 1;
  return letters <= usualLetters + (width - cardWidth) / letterWidth;
}
