import NumberField from '@rjsf/core/lib/components/fields/NumberField.js';
import StringField from '@rjsf/core/lib/components/fields/StringField.js';
import type { FieldProps } from '@rjsf/utils';
import { bigDigits, toForm } from './bigIntegers.ts';

/** A number as a field; a whole number keeps all its digits, beyond 2^53 too (M3). */
export function ExactNumberField(props: FieldProps) {
  const { schema, formData, onChange } = props;
  const digits = bigDigits(formData);
  if (schema.type !== 'integer' && digits === undefined) return <NumberField {...props} />;
  const change: FieldProps['onChange'] = (value, ...rest) => onChange(wholeNumber(value), ...rest);
  return <StringField {...props} formData={digits ?? formData} onChange={change} />;
}

/** What was typed, or chosen from a list, as a form carries it; text that is no whole number is left to the schema to refuse. */
function wholeNumber(value: unknown): unknown {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  if (/^-?\d+$/.test(value)) return Number.isSafeInteger(number) ? number : toForm(BigInt(value));
  return Number.isNaN(number) ? value : number;
}
