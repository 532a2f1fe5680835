import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretName, Redactor } from './redactor.ts';

describe('redaction', () => {
  it('[N12] no known secret is left in a text, however it is written there', () => {
    const secret = fc
      .string({ minLength: 4, maxLength: 40, unit: 'grapheme' })
      .filter((text) => text.trim().length >= 4);
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.string(), (secrets, text) => {
        const redactor = new Redactor();
        for (const [index, value] of secrets.entries()) redactor.know(`S${index}`, value);
        for (const value of secrets) {
          const clean = redactor.text(`${text}${value}|${JSON.stringify({ value })}|${btoa8(value)}${text}`);
          const marks = clean.replaceAll(/\[secret S\d\]/g, '\0');
          if (!text.includes(value) && !'[secret S0]'.includes(value)) expect(marks).not.toContain(value);
        }
      }),
    );
  });

  it('[N12] longer secrets go before shorter ones, lines of a key are found alone, and values keep their shape', () => {
    const redactor = new Redactor();
    redactor.know('SHORT', 'hunter');
    redactor.know('LONG', 'hunter2-and-more');
    redactor.know('KEY', '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END KEY-----');
    expect(redactor.text('hunter2-and-more hunter MIIEvQIBADANBgkqhkiG')).toBe(
      '[secret LONG] [secret SHORT] [secret KEY]',
    );
    expect(redactor.value({ a: ['hunter', 5, null, 2n], hunter: true })).toEqual({
      a: ['[secret SHORT]', 5, null, 2n],
      '[secret SHORT]': true,
    });
    redactor.know('PIN', '12345678');
    const json = (text: string) => redactor.json(Buffer.from(text)).toString();
    expect(json('{"a":"hunter"}')).toBe('{"a":"[secret SHORT]"}');
    expect(json('{"a":12345678}')).toBe('"[secret]"');
    expect(redactor.find('x hunter2-and-more')).toBe('LONG');
    expect(redactor.find('hunter')).toBeUndefined();
  });

  it.each([
    ['as Python and JavaScript show it', String.raw`{'k': 'it\'s "q" \\ and more'}`],
    ['in hexadecimal digits', Buffer.from(String.raw`it's "q" \ and more`).toString('hex')],
    ['in base64 of addresses', Buffer.from(String.raw`it's "q" \ and more`).toString('base64url')],
  ])('[N12] a secret is found %s', (_, text) => {
    const redactor = new Redactor();
    redactor.know('S', String.raw`it's "q" \ and more`);
    expect(redactor.text(text)).toContain('[secret S]');
  });

  it('[N12] while nothing is known, everything passes as it is', () => {
    const redactor = new Redactor();
    const value = { a: [1] };
    redactor.know('TINY', 'ab');
    expect(redactor.value(value)).toBe(value);
    expect(redactor.text('ab')).toBe('ab');
  });

  it.each([
    ['API_KEY', true],
    ['GITHUB_TOKEN', true],
    ['DB_PASSWORD', true],
    ['DATABASE_URL', true],
    ['LOG_LEVEL', false],
    ['REGION', false],
  ])('[N12] %s is called as secrets are: %s', (name, isSecret) => expect(isSecretName(name)).toBe(isSecret));
});

function btoa8(text: string): string {
  return Buffer.from(text).toString('base64');
}
