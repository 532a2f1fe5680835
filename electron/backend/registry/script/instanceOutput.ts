import type { ChannelRecord } from '../../channel/channelRecord.ts';
import { BadFrame } from '../../channel/frameReader.ts';
import { outputReturned, outputShared } from '../../channel/frames.ts';
import { Packet } from '../../channel/packet.ts';
import type { Firing } from '../component.ts';
import { HeldOutput } from './heldOutput.ts';
import type { ScriptSession } from './scriptSession.ts';

/** The messages that an instance sends, on their way to the firing that sent them. */
export class InstanceOutput {
  /** Whether nobody wants more at present (N1). */
  isHeld = false;
  private readonly whileHeld = new HeldOutput();

  hold(held: boolean): void {
    this.isHeld = held;
    this.whileHeld.reset();
  }

  /**
   * @param largest bytes of one message at most
   * @throws BadFrame for what the runner would not have sent
   */
  emit(session: ScriptSession, record: ChannelRecord, firing: Firing | undefined, largest: number): void {
    const isReturned = (record.flags & outputReturned) !== 0;
    if ((record.flags & outputShared) !== 0) {
      this.emitShared(session, record, firing, isReturned);
      return;
    }
    if (!record.isOneValue) throw new BadFrame('a message was not JSON');
    if (record.size > largest) throw new BadFrame('a message was over the limit');
    firing?.emit(record.port, Packet.ofRecord(record), isReturned);
    if (this.isHeld) this.noteWhileHeld(session, record.size);
  }

  /** A message whose bytes the sandbox has left in shared memory (M6). */
  private emitShared(
    session: ScriptSession,
    record: ChannelRecord,
    firing: Firing | undefined,
    isReturned: boolean,
  ): void {
    const { memory } = session;
    if (!memory) throw new BadFrame('a sandbox without shared memory announced a region');
    let packet: Packet;
    try {
      packet = Packet.ofShared(memory.accept(record.text, record.port));
    } catch (cause) {
      throw new BadFrame((cause as Error).message, { cause });
    }
    if (memory.isFull) packet.takeIn();
    firing?.emit(record.port, packet, isReturned);
    packet.settle();
    if (this.isHeld) this.noteWhileHeld(session, packet.size);
  }

  /** A sandbox of several instances is read on while one is held, but not without end. */
  private noteWhileHeld({ channel, instance }: ScriptSession, bytes: number): void {
    if (this.whileHeld.note(bytes) && channel.instances > 1) channel.stop(instance);
  }
}
