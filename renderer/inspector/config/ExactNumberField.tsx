import NumberField from '@rjsf/core/lib/components/fields/NumberField.js';
import StringField from '@rjsf/core/lib/components/fields/StringField.js';
import type { FieldProps } from '@rjsf/utils';
import { numberText, typedNumber } from './formNumbers.ts';

/** A number as a field; it is kept as it was written, a float that is whole (`250.0`) and digits beyond 2^53 too (M3). */
export function ExactNumberField(props: FieldProps) {
  const { schema, formData, onChange } = props;
  const text = numberText(formData);
  if (schema.type !== 'integer' && schema.type !== 'number' && text === undefined) return <NumberField {...props} />;
  const change: FieldProps['onChange'] = (value, ...rest) =>
    onChange(typeof value === 'string' ? typedNumber(value) : value, ...rest);
  return <StringField {...props} formData={text ?? formData} onChange={change} />;
}
