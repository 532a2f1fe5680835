import { describe, expect, it } from 'vitest';
import { seccompFilter } from './filter.ts';
import { allowed, refused } from './policy.ts';
import { syscalls, type Syscall } from './syscalls.ts';

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;

const machines = { x64: { column: 0, audit: 0xc000003e }, arm64: { column: 1, audit: 0xc00000b7 } } as const;
type Machine = keyof typeof machines;

/** Does with a program what the kernel does with it. */
function decide(program: Buffer, { audit = 0, number = 0, values = [] as number[] }): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number, 0);
  data.writeUInt32LE(audit, 4);
  values.forEach((value, index) => data.writeUInt32LE(value >>> 0, 16 + 8 * index));
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at++) {
    const [code, ifTrue, ifFalse] = [program.readUInt16LE(at * 8), program[at * 8 + 2]!, program[at * 8 + 3]!];
    const operand = program.readUInt32LE(at * 8 + 4);
    const jump = (holds: boolean) => (at += holds ? ifTrue : ifFalse);
    if (code === 0x20) accumulator = data.readUInt32LE(operand);
    else if (code === 0x15) jump(accumulator === operand);
    else if (code === 0x35) jump(accumulator >= operand);
    else if (code === 0x45) jump((accumulator & operand) !== 0);
    else if (code === 0x06) return operand;
    else throw new Error(`unknown instruction ${code}`);
  }
  throw new Error('the program ran past its end');
}

describe.each(['x64', 'arm64'] as const)('system call filter for %s', (machine: Machine) => {
  const { column, audit } = machines[machine];
  const program = seccompFilter('python', machine);
  const verdict = (name: Syscall, ...values: number[]) => {
    const number = syscalls[name][column];
    return number === null ? null : decide(program, { audit, number, values });
  };
  const looked = new Set<Syscall>(['clone', 'clone3', 'socketpair', 'ioctl']);

  it('[S2] lets what is listed through and refuses what is named', () => {
    for (const name of allowed('python')) expect([name, verdict(name) ?? ALLOW]).toEqual([name, ALLOW]);
    for (const name of refused) expect([name, verdict(name) ?? EPERM]).toEqual([name, EPERM]);
  });

  it('[S2] knows nothing else', () => {
    const named = new Set<number | null>(
      [...allowed('python'), ...refused, ...looked].map((name) => syscalls[name][column]),
    );
    for (let number = 0; number < 600; number++)
      if (!named.has(number)) expect([number, decide(program, { audit, number })]).toEqual([number, ENOSYS]);
  });

  it('[S2] looks at the flags of clone, the family of a pair of sockets and the request of an ioctl', () => {
    const threads = 0x3d0f00;
    expect(verdict('clone', threads)).toBe(ALLOW);
    for (const flag of [0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000])
      expect(verdict('clone', threads | flag)).toBe(EPERM);
    expect(verdict('clone3')).toBe(ENOSYS);
    expect([verdict('socketpair', 1), verdict('socketpair', 2)]).toEqual([ALLOW, EPERM]);
    expect([0x5401, 0x5412, 0x541c].map((request) => verdict('ioctl', 0, request))).toEqual([ALLOW, EPERM, EPERM]);
  });

  it('[S2] ends code of another architecture', () => {
    for (const foreign of [0x40000003, machines[machine === 'x64' ? 'arm64' : 'x64'].audit, 0])
      expect(decide(program, { audit: foreign, number: 0 })).toBe(KILL);
    if (machine === 'x64') expect(decide(program, { audit, number: 0x40000000 })).toBe(KILL);
  });
});

describe('system call filters', () => {
  it('[S2] allow JavaScript what only JavaScript needs', () => {
    const decideFor = (runtime: 'python' | 'javascript') =>
      decide(seccompFilter(runtime, 'x64'), { audit: machines.x64.audit, number: syscalls.pkey_alloc[0] });
    expect([decideFor('python'), decideFor('javascript')]).toEqual([ENOSYS, ALLOW]);
  });

  it('[S1] exist for processors with a table only', () => {
    expect(() => seccompFilter('python', 'riscv64')).toThrow(/riscv64/);
  });

  it('[S2] name each call once', () => {
    for (const column of [0, 1] as const) {
      const numbers = Object.values(syscalls).flatMap((entry) => entry[column] ?? []);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
    expect([...allowed('javascript')].filter((name) => refused.includes(name))).toEqual([]);
  });
});
