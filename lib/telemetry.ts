import {
  type Attributes,
  metrics,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/** The name of our spans and figures: what other libraries record is not exported, since it names paths and queries. */
export const SCOPE = "nightlight";
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/**
 * Records `work` as a span below the current one. Names and attributes say what kind of thing was done, never to which
 * row, by whom or with what words. Without `startTelemetry` this does nothing.
 */
export function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return trace.getTracer(SCOPE).startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      // The error's name alone: its message may quote what somebody wrote.
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error)?.name ?? "error" });
      throw error;
    } finally {
      span.end();
    }
  });
}

/**
 * Records a request, below the span of whoever sent it when they say so.
 * @param route the path without ids
 * @param work answers, whatever happens
 */
export function tracedRequest(request: Request, route: string, work: () => Promise<Response>): Promise<Response> {
  const parent = propagation.extract(ROOT_CONTEXT, Object.fromEntries(request.headers));
  const attributes = { "http.request.method": request.method, "http.route": route };
  const began = performance.now();
  const name = `${request.method} ${route}`;
  return trace.getTracer(SCOPE).startActiveSpan(name, { kind: SpanKind.SERVER, attributes }, parent, async (span) => {
    const response = await work();
    const status = { "http.response.status_code": response.status };
    span.setAttributes(status);
    if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    took("http.server.request.duration", began, { ...attributes, ...status });
    return response;
  });
}

/** Records how long something took, in seconds. @param name of the figure, as OpenTelemetry's conventions have it */
export function took(name: string, since: number, attributes: Attributes = {}): void {
  metrics
    .getMeter(SCOPE)
    .createHistogram(name, { unit: "s", advice: { explicitBucketBoundaries: SECONDS } })
    .record((performance.now() - since) / 1000, attributes);
}
