import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '#shared/rpc/client.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { Draft, Drafts } from '../drafts/drafts.ts';

/** The text of an open file, as an editor holds it. */
export interface TextModel {
  getValue(): string;
  /** Replaces all text as one undoable edit. */
  replaceAll(text: string): void;
  onChange(listener: () => void): void;
  dispose(): void;
}

/** The text of a file on disk. */
interface FileOnDisk {
  readonly text: string;
  readonly hash: string;
}

export interface OpenFile<Model extends TextModel = TextModel> {
  readonly path: string;
  readonly model: Model;
  /** Hash of the file on disk that the text comes from; null when there is none. */
  readonly baseHash: string | null;
  readonly savedText: string;
  readonly isDirty: boolean;
  /** What is on disk instead of what the edit began from, while a person decides between the two. */
  readonly conflict: FileOnDisk | null;
  /** What another program wrote while the text here was edited; saving it, or looking, makes it a conflict. */
  readonly outside: FileOnDisk | null;
  /** Unsaved text that was found when the file was opened. */
  readonly recovered: Draft | null;
  readonly isGone: boolean;
}

export interface CodeFilesState<Model extends TextModel = TextModel> {
  readonly files: readonly OpenFile<Model>[];
  readonly active: string | null;
}

interface Options<Model extends TextModel> {
  client: () => Client;
  drafts: Drafts;
  createModel: (path: string, text: string) => Model;
  now: () => number;
}

/** How long typing rests before it is kept as a draft, in milliseconds. */
const restOfTyping = 300;

/** The files open in the code editor (E5): reading, saving against the hash they began from, drafts, and what changes on disk. */
export class CodeFiles<Model extends TextModel = TextModel> implements Disposable {
  readonly store: StoreApi<CodeFilesState<Model>> = createStore<CodeFilesState<Model>>()(() => ({
    files: [],
    active: null,
  }));
  private readonly opening = new Map<string, Promise<void>>();
  private wanted: string | null = null;
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly options: Options<Model>) {}

  /**
   * Opens a file and brings it to the front, unless another was asked for meanwhile.
   * @throws AppError when the file cannot be read
   */
  async open(path: string): Promise<void> {
    this.wanted = path;
    await this.load(path);
    if (this.wanted === path) this.store.setState({ active: path });
  }

  /**
   * Opens a file behind the one in front.
   * @throws AppError when the file cannot be read
   */
  async load(path: string): Promise<void> {
    if (this.file(path)) return;
    const opening = this.opening.get(path) ?? this.read(path).finally(() => this.opening.delete(path));
    this.opening.set(path, opening);
    await opening;
  }

  activate(path: string): void {
    this.wanted = path;
    this.store.setState({ active: path });
  }

  /** Closes a file. Text that was not saved stays as a draft and is there when the file is opened again. */
  close(path: string): void {
    const file = this.file(path);
    if (!file) return;
    this.keepDraft(path, true);
    const { files, active } = this.store.getState();
    const at = files.indexOf(file);
    const rest = files.filter((one) => one !== file);
    const next = active === path ? ((rest[at] ?? rest[at - 1])?.path ?? null) : active;
    this.store.setState({ files: rest, active: next });
    file.model.dispose();
  }

  /** Writes the text, unless the file on disk is another by now: then both are there to be compared. */
  async save(path: string): Promise<void> {
    const file = this.file(path);
    if (!file) return;
    const text = file.model.getValue();
    const result = await this.options.client().call('files.write', { path, text, baseHash: file.baseHash });
    if (!result.saved) return this.change(path, { conflict: { text: result.text, hash: result.hash }, outside: null });
    const settled = { conflict: null, outside: null, isGone: false, recovered: null };
    this.change(path, { baseHash: result.hash, savedText: text, ...settled });
    this.compare(path);
  }

  /** Shows what another program wrote meanwhile beside the text here, to be settled. */
  lookOutside(path: string): void {
    const outside = this.file(path)?.outside;
    if (outside) this.change(path, { conflict: outside, outside: null });
  }

  /** Settles a conflict: `mine` writes over the file on disk, `disk` gives up the text here (it can be undone). */
  async settle(path: string, take: 'mine' | 'disk'): Promise<void> {
    const conflict = this.file(path)?.conflict;
    if (!conflict) return;
    this.change(path, { baseHash: conflict.hash, conflict: null });
    if (take === 'mine') return this.save(path);
    this.take(path, conflict.text, conflict.hash);
  }

  /** Puts unsaved text that was found back into the editor, or forgets it. */
  recover(path: string, restore: boolean): void {
    const file = this.file(path);
    if (!file?.recovered) return;
    const { text } = file.recovered;
    this.change(path, { recovered: null });
    if (restore) file.model.replaceAll(text);
    else this.compare(path);
  }

  /** Keeps all unsaved text as drafts now, without waiting for typing to rest. */
  keepDrafts(): void {
    for (const { path } of this.store.getState().files) this.keepDraft(path);
  }

  /** Looks at the disk again: files without unsaved text take what is there now. */
  async refresh(): Promise<void> {
    await Promise.all(this.store.getState().files.map(({ path }) => this.refreshFile(path)));
  }

  [Symbol.dispose](): void {
    for (const { path, model } of this.store.getState().files) {
      this.keepDraft(path, true);
      model.dispose();
    }
    this.store.setState({ files: [], active: null });
  }

  private async read(path: string): Promise<void> {
    const { text, hash } = await this.options.client().call('files.read', { path });
    if (this.file(path)) return;
    const draft = this.options.drafts.read(path);
    const unsaved = draft && draft.text !== text ? draft : null;
    const resumes = unsaved !== null && unsaved.wasClosed && unsaved.baseHash === hash;
    const recovered = resumes ? null : unsaved;
    const model = this.options.createModel(path, text);
    const file = {
      path,
      model,
      baseHash: hash,
      savedText: text,
      isDirty: false,
      conflict: null,
      outside: null,
      recovered,
      isGone: false,
    };
    this.store.setState(({ files }) => ({ files: [...files, file] }));
    model.onChange(() => this.compare(path));
    if (resumes) model.replaceAll(unsaved.text);
  }

  private async refreshFile(path: string): Promise<void> {
    try {
      const { text, hash } = await this.options.client().call('files.read', { path });
      const file = this.file(path);
      if (!file) return;
      if (file.isGone) this.change(path, { isGone: false });
      if (file.conflict) return;
      if (hash !== file.baseHash && !file.isDirty) return this.take(path, text, hash);
      const outside = hash === file.baseHash ? null : { text, hash };
      if (outside?.hash !== file.outside?.hash) this.change(path, { outside });
    } catch (error) {
      if (error instanceof AppError && error.code === 'notFound') this.change(path, { isGone: true });
    }
  }

  private take(path: string, text: string, hash: string): void {
    this.change(path, { baseHash: hash, savedText: text, outside: null });
    this.file(path)?.model.replaceAll(text);
    this.compare(path);
  }

  /** Says whether the text is unsaved, and keeps it as a draft once typing rests. */
  private compare(path: string): void {
    const file = this.file(path);
    if (!file) return;
    const isDirty = file.model.getValue() !== file.savedText;
    if (isDirty !== file.isDirty) this.change(path, { isDirty });
    clearTimeout(this.timers.get(path));
    this.timers.set(
      path,
      setTimeout(() => this.keepDraft(path), isDirty ? restOfTyping : 0),
    );
  }

  private keepDraft(path: string, wasClosed = false): void {
    clearTimeout(this.timers.get(path));
    this.timers.delete(path);
    const file = this.file(path);
    if (!file || file.recovered) return;
    const { drafts, now } = this.options;
    if (file.isDirty)
      drafts.write(path, { text: file.model.getValue(), baseHash: file.baseHash, at: now(), wasClosed });
    else drafts.remove(path);
  }

  private file(path: string): OpenFile<Model> | undefined {
    return this.store.getState().files.find((file) => file.path === path);
  }

  private change(path: string, part: Partial<OpenFile<Model>>): void {
    this.store.setState(({ files }) => ({
      files: files.map((file) => (file.path === path ? { ...file, ...part } : file)),
    }));
  }
}
