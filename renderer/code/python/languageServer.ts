import { AppError } from '#shared/rpc/errors.ts';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Incoming {
  readonly id?: number | string;
  readonly method: string;
  readonly params?: unknown;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(failure: unknown): void;
}

interface WorkerRequest {
  readonly type: 'browser/newWorker';
  readonly initialData: unknown;
  readonly port: MessagePort;
}

/**
 * A language server in a worker of this page, spoken to in JSON-RPC as the Language Server Protocol says. The server asks for a second
 * worker in which it checks whole files, so that completion never waits for that.
 */
export class LanguageServer implements Disposable {
  private readonly workers: Worker[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(
    private readonly createWorker: () => Worker,
    /** Told what the server says by itself. */
    private readonly onNotification: (method: string, params: unknown) => void,
    /** What the server asks for: settings. */
    private readonly answer: (method: string, params: unknown) => unknown,
  ) {
    const foreground = this.addWorker();
    foreground.addEventListener('message', ({ data }: MessageEvent<Answer | Incoming | WorkerRequest>) => {
      if ('type' in data) this.startBackground(data);
      else if ('method' in data) this.hear(data);
      else this.settle(data);
    });
    foreground.postMessage({ type: 'browser/boot', mode: 'foreground' });
  }

  /** @throws AppError `internalError` with what the server said, or when it has ended */
  request<Result>(method: string, params: unknown): Promise<Result> {
    const id = ++this.lastId;
    return new Promise<Result>((resolve, reject) => {
      if (this.workers.length === 0) throw ended();
      this.waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.send({ id, method, params });
    });
  }

  notify(method: string, params: unknown): void {
    if (this.workers.length > 0) this.send({ method, params });
  }

  [Symbol.dispose](): void {
    for (const worker of this.workers.splice(0)) worker.terminate();
    for (const { reject } of this.waiting.values()) reject(ended());
    this.waiting.clear();
  }

  private addWorker(): Worker {
    const worker = this.createWorker();
    this.workers.push(worker);
    return worker;
  }

  private startBackground({ initialData, port }: WorkerRequest): void {
    if (this.workers.length === 0) return;
    this.addWorker().postMessage({ type: 'browser/boot', mode: 'background', initialData, port }, [port]);
  }

  private hear({ id, method, params }: Incoming): void {
    if (id === undefined) this.onNotification(method, params);
    else this.send({ id, result: this.answer(method, params) });
  }

  private settle({ id, result, error }: Answer): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) waiting?.reject(new AppError('internalError', `The Python language server says: ${error.message}`));
    else waiting?.resolve(result);
  }

  private send(message: object): void {
    this.workers[0]!.postMessage({ jsonrpc: '2.0', ...message });
  }
}

function ended(): AppError {
  return new AppError('cancelled', 'The Python language server has ended.');
}
