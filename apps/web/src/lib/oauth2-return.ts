/** What a service sent a browser back with. */
export interface OAuth2Return {
  state: string;
  /** Null where the service refused. */
  code: string | null;
  error: string | null;
}

export const OAUTH2_RETURN_PATH = '/oauth2/return';

const CHANNEL = 'perdura.oauth2';

/** The address that services send browsers back to. */
export function oauth2ReturnAddress(): string {
  return `${window.location.origin}${OAUTH2_RETURN_PATH}`;
}

/** Tells the window that waits for it what the address of this one says. */
export function announceReturn(search: string): OAuth2Return {
  const parameters = new URLSearchParams(search);
  const found = {
    state: parameters.get('state') ?? '',
    code: parameters.get('code'),
    error: parameters.get('error_description') ?? parameters.get('error'),
  };
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(found);
  channel.close();
  return found;
}

/** Resolves with what the service sends back for that state; rejects when it is called off. */
export function awaitReturn(state: string, signal: AbortSignal): Promise<OAuth2Return> {
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise<OAuth2Return>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    channel.addEventListener('message', ({ data }: MessageEvent<OAuth2Return>) => {
      if (data.state === state) resolve(data);
    });
  }).finally(() => channel.close());
}
