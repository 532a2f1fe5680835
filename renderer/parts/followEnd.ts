import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type UIEvent } from 'react';

interface FollowedList {
  /** Newest last. */
  rows: readonly unknown[];
  rowHeight: number;
  virtual: Virtualizer<HTMLElement, Element>;
  /** Whether its end is followed at all; it is unless said otherwise. */
  isFollowed?: boolean;
}

/**
 * Keeps the end of a growing list in view until the person scrolls up, and again once they are back at its end.
 * @returns what has to hear the list's scrolling
 */
export function useFollowEnd(list: FollowedList): (event: UIEvent<HTMLElement>) => void {
  const { rows, rowHeight, virtual, isFollowed = true } = list;
  const follows = useRef(true);
  const lastTop = useRef(0);
  useEffect(() => {
    if (isFollowed && follows.current && rows.length > 0) virtual.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [rows, virtual, isFollowed]);
  return ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
    // A list that grew before its scrolling was heard is away from its end, too; only a person goes up.
    if (scrollHeight - scrollTop - clientHeight < rowHeight * 2) follows.current = true;
    else if (scrollTop < lastTop.current) follows.current = false;
    lastTop.current = scrollTop;
  };
}
