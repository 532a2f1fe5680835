import type { FieldProps } from '@rjsf/utils';
import { useState } from 'react';
import { parseJson, readValue } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { jsonProblem as notJson } from '../../debugging/JsonEdit.tsx';
import { copyAs } from '../../value/copyAs.ts';
import { holdsBigInteger } from './bigIntegers.ts';

/** A setting of any type, as JSON; left empty it is not set. What is no JSON is not taken, and says why. */
export function JsonField({ formData, onChange, onBlur, fieldPathId, disabled }: FieldProps) {
  const value = formData as Value | undefined;
  const [draft, setDraft] = useState<string>();
  const text = draft ?? (value === undefined ? '' : copyAs('JSON', value));
  const problem = text.trim() === '' ? undefined : jsonProblem(text);
  return (
    <>
      <textarea
        id={fieldPathId.$id}
        value={text}
        rows={Math.min(8, text.split('\n').length)}
        spellCheck={false}
        placeholder={'"text", 42, [1, 2] or {"key": true}'}
        disabled={disabled}
        aria-invalid={problem !== undefined}
        className="font-mono text-xs"
        onChange={({ target }) => {
          setDraft(target.value);
          if (target.value.trim() === '') onChange(undefined, fieldPathId.path);
          else if (jsonProblem(target.value) === undefined)
            onChange(readValue(parseJson(target.value)), fieldPathId.path);
        }}
        onBlur={() => {
          if (problem === undefined) setDraft(undefined);
          onBlur(fieldPathId.$id, value);
        }}
      />
      {problem !== undefined && <p className="text-xs text-danger">{problem}</p>}
    </>
  );
}

/** Why a text cannot be a setting; undefined when it can. */
function jsonProblem(text: string): string | undefined {
  const problem = notJson(text);
  if (problem !== undefined) return `No JSON yet: ${problem}`;
  return holdsBigInteger(readValue(parseJson(text)))
    ? 'A whole number beyond 2^53 cannot be set here. Write it in the graph’s file, or give it to a port as an initial packet.'
    : undefined;
}
