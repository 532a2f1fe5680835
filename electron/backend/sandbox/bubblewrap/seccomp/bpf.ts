/** Classic BPF as seccomp reads it: instructions of eight bytes, {u16 code, u8 jump if true, u8 jump if false, u32 operand}. */
export interface Instruction {
  code: number;
  operand: number;
  /** Instructions to skip when the comparison holds, and when it does not. */
  ifTrue?: number;
  ifFalse?: number;
}

/** Loads a 32-bit word of `struct seccomp_data` into the accumulator. */
export const load = (offset: number): Instruction => ({ code: 0x20, operand: offset });
export const jumpIfEqual = (operand: number, ifTrue: number, ifFalse: number): Instruction => ({
  code: 0x15,
  operand,
  ifTrue,
  ifFalse,
});
export const jumpIfAtLeast = (operand: number, ifTrue: number, ifFalse: number): Instruction => ({
  code: 0x35,
  operand,
  ifTrue,
  ifFalse,
});
export const jumpIfAnyBit = (operand: number, ifTrue: number, ifFalse: number): Instruction => ({
  code: 0x45,
  operand,
  ifTrue,
  ifFalse,
});
/** Ends the program with a verdict. */
export const answer = (verdict: number): Instruction => ({ code: 0x06, operand: verdict });

/** Offsets in `struct seccomp_data`. */
export const syscallNumber = 0;
export const architecture = 4;
/** The lower half of an argument; the kernel ignores the upper half of the `int`s that are looked at here. */
export const argument = (index: number) => 16 + 8 * index;

export const verdict = {
  allow: 0x7fff0000,
  killProcess: 0x80000000,
  errno: (number: number) => 0x00050000 | number,
} as const;

export function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(({ code, operand, ifTrue = 0, ifFalse = 0 }, index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand >>> 0, index * 8 + 4);
  });
  return bytes;
}
