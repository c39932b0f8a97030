/** A line that people answer; `href` is what a phone does with it. */
export interface HelpLine {
  name: string;
  text: string;
  links: { href: string; text: string }[];
}

export const EMERGENCY: HelpLine = {
  name: "Someone is in danger right now",
  text: "Call your emergency number: 911 in the US and Canada, 999 in the UK, 112 in the EU.",
  links: ["911", "999", "112"].map((number) => ({ href: `tel:${number}`, text: `Call ${number}` })),
};

/** Lines that answer at any hour, the emergency number first. */
export const HELP_LINES: HelpLine[] = [
  EMERGENCY,
  {
    name: "US and Canada: 988",
    text: "Call or text 988, any hour. They have talked with very tired parents before.",
    links: [
      { href: "tel:988", text: "Call 988" },
      { href: "sms:988", text: "Text 988" },
    ],
  },
  {
    name: "Pregnant or with a small child (US): 1-833-852-6262",
    text: "The National Maternal Mental Health Hotline, call or text, any hour.",
    links: [{ href: "tel:18338526262", text: "Call the hotline" }],
  },
  {
    name: "Anywhere else",
    text: "findahelpline.com lists lines by country, with their hours.",
    links: [{ href: "https://findahelpline.com", text: "findahelpline.com" }],
  },
];
