/** A call by number with up to four arguments, through the 64-bit gate or the one for 32-bit programs. */
export interface RawCall {
  number: number;
  arguments?: number[];
  gate?: 'syscall' | 'int80';
}

const immediate = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return [...bytes];
};

const registers64 = [
  [0x48, 0xc7, 0xc7],
  [0x48, 0xc7, 0xc6],
  [0x48, 0xc7, 0xc2],
  [0x49, 0xc7, 0xc2],
];
const registers32 = [[0xbb], [0xb9], [0xba], [0xbe]];

/** An x86-64 program in one small ELF file: it makes one system call and exits with its error number, 0 when it succeeded. */
export function programOf({ number, arguments: values = [], gate = 'syscall' }: RawCall): Buffer {
  const registers = gate === 'syscall' ? registers64 : registers32;
  const code = Buffer.from([
    ...values.flatMap((value, index) => [...registers[index]!, ...immediate(value)]),
    ...[0xb8, ...immediate(number)],
    ...(gate === 'syscall' ? [0x0f, 0x05] : [0xcd, 0x80]),
    // A result below zero is an error: exit(max(-result, 0)).
    ...[0x31, 0xff, 0xf7, 0xd8, 0x0f, 0x49, 0xf8],
    ...[0xb8, ...immediate(60), 0x0f, 0x05],
  ]);
  const header = Buffer.alloc(120);
  const address = 0x400000;
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(62, 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(address + header.length), 24);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64);
  header.writeUInt32LE(5, 68);
  header.writeBigUInt64LE(BigInt(address), 80);
  header.writeBigUInt64LE(BigInt(address), 88);
  header.writeBigUInt64LE(BigInt(header.length + code.length), 96);
  header.writeBigUInt64LE(BigInt(header.length + code.length), 104);
  header.writeBigUInt64LE(0x1000n, 112);
  return Buffer.concat([header, code]);
}
