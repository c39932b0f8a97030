import { context, metrics, ProxyTracerProvider, propagation, type TracerProvider, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider as RecordingProvider } from "@opentelemetry/sdk-trace";
import { SCOPE } from "#lib/telemetry.ts";

/**
 * Sends spans and figures to the collector that the standard variables name (OTEL_EXPORTER_OTLP_ENDPOINT,
 * OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME). A collector that is away costs nothing but the figures.
 * @returns sends what is left, and ends
 */
export function startTelemetry(): () => Promise<void> {
  const resource = resourceFromAttributes({ "service.name": process.env.OTEL_SERVICE_NAME ?? "nightlight" });
  const spans = new RecordingProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const figures = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(oursAlone(spans));
  metrics.setGlobalMeterProvider(figures);
  return async () => {
    await Promise.allSettled([spans.shutdown(), figures.shutdown()]);
    for (const api of [context, propagation, trace, metrics]) api.disable();
  };
}

/**
 * Next records spans of its own once there is a provider, and they hold whole paths with what was searched for. The
 * tracers of others record nothing; they hand on whose span they stand below, so ours still hang together.
 */
function oursAlone(ours: TracerProvider): TracerProvider {
  const silent = new ProxyTracerProvider();
  return { getTracer: (name, ...rest) => (name === SCOPE ? ours : silent).getTracer(name, ...rest) };
}
