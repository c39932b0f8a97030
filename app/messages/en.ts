/** What the pages say in English, by key. {Places} are filled by text(). */
export const en = {
  "export.title": "My Nightlight journal",
  "export.made": "Exported on {time}",
  "export.check-ins": "Check-ins",
  "export.notes": "Notes",
  "export.conversations": "Conversations with the coach",
  "export.mood": "mood {mood} of 5",
  "export.energy": "energy {energy} of 5",
  "export.sleep": "{hours} h sleep",
  "export.you": "You",
  "export.coach": "Coach",
} as const;
