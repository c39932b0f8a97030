import type { MetadataRoute } from "next";

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: "Nightlight",
    short_name: "Nightlight",
    description: "A coach for tired parents that answers from your own journal.",
    start_url: "/today",
    display: "standalone",
    background_color: "#12162a",
    theme_color: "#12162a",
    icons: [{ src: "/icon.svg", sizes: "any", type: "image/svg+xml" }],
  };
}
