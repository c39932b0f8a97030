/** Runs once when a web server starts. OpenTelemetry is loaded when somebody has said where to send it. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || !process.env.OTEL_EXPORTER_OTLP_ENDPOINT) return;
  const { startTelemetry } = await import("#lib/telemetry-export.ts");
  startTelemetry();
}
