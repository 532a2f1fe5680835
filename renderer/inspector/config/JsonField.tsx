import type { FieldProps } from '@rjsf/utils';
import { useState } from 'react';
import { parseExactJson, readValue, writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { jsonProblem } from '../../debugging/JsonEdit.tsx';
import { fromForm, toForm } from './formNumbers.ts';
import { copyAs } from '../../value/copyAs.ts';

/** A setting of any type, as JSON; left empty it is not set. What is no JSON is not taken, and says why. */
export function JsonField({ formData, onChange, onBlur, fieldPathId, disabled }: FieldProps) {
  const value = formData === undefined ? undefined : fromForm(formData as Value);
  const [draft, setDraft] = useState<string>();
  const text = draft ?? (value === undefined ? '' : copyAs('JSON', writePlain(value)));
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
            onChange(toForm(readValue(parseExactJson(target.value))), fieldPathId.path);
        }}
        onBlur={() => {
          if (problem === undefined) setDraft(undefined);
          onBlur(fieldPathId.$id, formData);
        }}
      />
      {problem !== undefined && <p className="text-xs text-danger">No JSON yet: {problem}</p>}
    </>
  );
}
