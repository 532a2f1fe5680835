import { parseJson } from '#shared/message/json.ts';
import { copyAs } from '../value/copyAs.ts';

/** JSON text laid out for reading; as it is where it is none. */
export function prettyJson(json: string): string {
  try {
    return copyAs('JSON', json);
  } catch {
    return json;
  }
}

/** Why a text is no JSON; undefined when it is. */
export function jsonProblem(text: string): string | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A message's value as JSON text, to be edited. */
export function JsonEdit(props: { label: string; text: string; onChange: (text: string) => void }) {
  const { label, text, onChange } = props;
  const problem = jsonProblem(text);
  return (
    <div>
      <textarea
        aria-label={label}
        aria-invalid={problem !== undefined}
        value={text}
        rows={Math.min(14, Math.max(3, text.split('\n').length))}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className="w-full resize-y rounded border border-line-strong bg-raised p-2 font-mono text-xs"
      />
      {problem !== undefined && <p className="text-xs text-danger">No JSON yet: {problem}</p>}
    </div>
  );
}
