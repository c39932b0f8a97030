/** What a provider can do wrong. `refused` is its clear no: a wrong key, an unknown model, a bad request. */
export type Fault = "timeout" | "unreachable" | "rate_limited" | "refused" | "bad_response" | "truncated";

/** The provider did not do its part. Carries no prompt, no answer and no key: it may be logged. */
export class ModelUnavailable extends Error {
  readonly code: Fault;
  /** Whole seconds the provider asked to wait, when it said so. */
  readonly retryAfterSeconds: number | undefined;
  constructor(code: Fault, retryAfterSeconds?: number) {
    super(`The model is not available (${code}).`);
    this.name = "ModelUnavailable";
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
