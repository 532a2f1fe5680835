import { createContext, useContext, type RefObject } from 'react';

/** What it is, where it is declared, where it is used; or to be called something else. */
export type CodeQuestion = 'hover' | 'definition' | 'uses' | 'rename';

/** What menus and commands can ask of the code panel, about the file in front; without one it does nothing. */
export interface CodeHandle {
  /** Lays the text out as its language does, or says that nothing here can. */
  format(): void;
  /** Shows the text on disk beside the text here, or no longer. */
  compare(): void;
  /** Asks the language about the name under the cursor. */
  ask(question: CodeQuestion): void;
  save(): void;
  /** Closes the file. What is not saved is kept and offered back. */
  close(): void;
}

const CodeHandleContext = createContext<RefObject<CodeHandle | null> | null>(null);

export const CodeHandleProvider = CodeHandleContext.Provider;

/** A reference to the code panel; `current` is null while it is closed. */
export function useCodeHandle(): RefObject<CodeHandle | null> {
  const handle = useContext(CodeHandleContext);
  if (!handle) throw new Error('useCodeHandle needs a CodeHandleProvider around it');
  return handle;
}
