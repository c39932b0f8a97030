import type { SafetyCard as Card } from "#lib/crisis.ts";

/** Whom to call, from the app itself and not from a model's words. */
export function SafetyCard({ card }: { card: Card }) {
  return (
    <section
      aria-label={card.title}
      lang={card.language}
      className="space-y-3 rounded-2xl border-2 border-lamp bg-card p-4"
    >
      <h2 className="font-bold">{card.title}</h2>
      <ul className="space-y-2">
        {card.lines.map(({ name, detail, href }) => (
          <li key={name}>
            <a
              href={href}
              rel="noreferrer"
              className="inline-flex min-h-11 items-center font-semibold text-lamp underline"
            >
              {name}
            </a>
            <p className="text-sm">{detail}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
