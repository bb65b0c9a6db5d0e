/** Where events of runs are told. */
export interface Webhooks {
  /** None where nothing is configured. */
  readonly receivers: readonly Receiver[];
  /** Pages about a run, by what they are. */
  links(run: string): Readonly<Record<string, string>>;
  /** Posts a message once, signed. Receivers' faults are answers, not errors; being aborted is one. */
  post(receiver: Receiver, message: WebhookMessage, signal: AbortSignal): Promise<Posted>;
}

export interface Receiver {
  /** Of the address, which itself may be a secret. */
  readonly sha256: string;
  /** The address without path and query: for people. */
  readonly name: string;
}

export interface WebhookMessage {
  /** The same however often the message is sent: receivers tell repetitions by it. */
  readonly id: string;
  readonly body: string;
}

/** `busy`: another attempt may help. `refused`: none will. */
export interface Posted {
  readonly outcome: 'delivered' | 'busy' | 'refused';
  /** For people: the status, or what became of the connection. */
  readonly why: string;
}
