import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { SCOPE } from "#lib/telemetry.ts";

/**
 * Sends spans and figures to the collector that the standard variables name (OTEL_EXPORTER_OTLP_ENDPOINT,
 * OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME). A collector that is away costs nothing but the figures.
 * @returns sends what is left, and ends
 */
export function startTelemetry(): () => Promise<void> {
  const resource = resourceFromAttributes({ "service.name": process.env.OTEL_SERVICE_NAME ?? "nightlight" });
  const spans = new TracerProvider({
    resource,
    spanProcessors: [oursAlone(new BatchSpanProcessor({ exporter: new OTLPTraceExporter() }))],
  });
  const figures = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(spans);
  metrics.setGlobalMeterProvider(figures);
  return async () => {
    await Promise.allSettled([spans.shutdown(), figures.shutdown()]);
    for (const api of [context, propagation, trace, metrics]) api.disable();
  };
}

/** Next records spans of its own once there is a provider, and they hold whole paths with what was searched for. */
function oursAlone(inner: SpanProcessor): SpanProcessor {
  return {
    onStart: (span, parent) => inner.onStart(span, parent),
    onEnd: (span) => (span.instrumentationScope.name === SCOPE ? inner.onEnd(span) : undefined),
    forceFlush: () => inner.forceFlush(),
    shutdown: () => inner.shutdown(),
  };
}
