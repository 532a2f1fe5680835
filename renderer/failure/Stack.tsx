import { useSession } from '../session/session.ts';
import { stackPieces } from './stackLinks.ts';

/** A stack, leading to the lines of the person's own files; `onOpen` is called when one was followed. */
export function Stack({ stack, onOpen }: { stack: string; onOpen?: () => void }) {
  const openFile = useSession((state) => state.openFile);
  return (
    <pre
      tabIndex={0}
      aria-label="Stack"
      // The marks under a line of code have to stay there; one line alone may break.
      className={`mt-1 max-h-48 overflow-auto font-mono text-xs ${stack.includes('\n') ? 'whitespace-pre' : 'break-words whitespace-pre-wrap'}`}
    >
      {stackPieces(stack).map((piece, index) =>
        'file' in piece ? (
          <button
            key={index}
            type="button"
            onClick={() => {
              openFile(piece.file, piece.line);
              onOpen?.();
            }}
            className="cursor-pointer text-left text-accent underline underline-offset-2"
          >
            {piece.text}
          </button>
        ) : (
          piece.text
        ),
      )}
    </pre>
  );
}
