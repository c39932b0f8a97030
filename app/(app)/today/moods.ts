import { Angry, Annoyed, Frown, Laugh, Smile } from "lucide-react";

/** The five moods, as they are stored, said and drawn. */
export const MOODS = [
  { value: 1, word: "Awful", icon: Angry },
  { value: 2, word: "Low", icon: Frown },
  { value: 3, word: "So-so", icon: Annoyed },
  { value: 4, word: "Good", icon: Smile },
  { value: 5, word: "Great", icon: Laugh },
];
