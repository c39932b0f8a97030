import type { MetadataRoute } from "next";

export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/",
    name: "Nightlight",
    short_name: "Nightlight",
    description: "A coach for tired parents that answers from your own journal.",
    start_url: "/today",
    scope: "/",
    display: "standalone",
    background_color: "#12162a",
    theme_color: "#12162a",
    categories: ["lifestyle", "health"],
    // The pictures are app/icon.svg, drawn by a browser; the maskable one keeps clear of the edges that a device cuts.
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "/icons/192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: "Check in", url: "/today" },
      { name: "Write a note", url: "/journal#new-note" },
      { name: "Ask the coach", url: "/chat" },
    ],
  };
}
