// Preloaded into the web process: when the launcher is gone, however it went, so is this process.
process.on("disconnect", () => process.exit(0));
// The channel alone must not keep the process alive.
process.channel?.unref();
