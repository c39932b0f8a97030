import type { ConcernKind, SafetyLanguage } from "./safety-rules.ts";
import type { Concern } from "./safety-words.ts";

/** One way to reach people: what it is called, when it answers, and a link that calls, texts or opens it. */
export interface HelpLine {
  name: string;
  detail: string;
  href: string;
}

/** What the help card shows: a heading, a kind word, and whom to reach, the most urgent first. */
export interface SafetyCard {
  [key: string]: unknown;
  kind: ConcernKind;
  /** True when the words left little doubt. */
  clear: boolean;
  language: SafetyLanguage;
  title: string;
  lines: HelpLine[];
}

const WORDS = {
  en: {
    title: "People who are there now",
    emergency: "In danger right now",
    number: (number: string) => `Call ${number}`,
    local: "Call your local emergency number: 911 in the US and Canada, 112 in Europe, 999 in the UK",
    lifeline: "Call or text 988, at any hour (US and Canada)",
    elsewhere: "Free lines in your country, by phone or chat",
    mothers: "Pregnant or after a birth: call or text 1-833-852-6262 (US), at any hour",
    violence: "Violence at home: call 1-800-799-7233 (US), at any hour",
    child: "When a child is hurt, or you fear it: call or text 1-800-422-4453 (US and Canada), at any hour",
  },
  es: {
    title: "Personas que están ahí ahora",
    emergency: "En peligro ahora mismo",
    number: (number: string) => `Llama al ${number}`,
    local: "Llama al número de emergencias: 911 en EE. UU. y Canadá, 112 en Europa",
    lifeline: "Llama o escribe al 988, a cualquier hora; en español, pulsa 2 (EE. UU.)",
    elsewhere: "Líneas gratuitas en tu país, por teléfono o chat",
    mothers: "Embarazo o después del parto: 1-833-852-6262 (EE. UU.), a cualquier hora",
    violence: "Violencia en casa: 1-800-799-7233 (EE. UU.), a cualquier hora",
    child: "Si un niño sufre daño, o lo temes: 1-800-422-4453 (EE. UU. y Canadá), a cualquier hora",
  },
  de: {
    title: "Menschen, die jetzt da sind",
    emergency: "Gerade in Gefahr",
    number: (number: string) => `Ruf ${number} an`,
    local: "Ruf den Notruf an: 112 in Europa, 911 in den USA und Kanada",
    lifeline: "988 anrufen oder anschreiben, rund um die Uhr (USA und Kanada)",
    elsewhere: "Kostenlose Nummern in deinem Land, am Telefon oder im Chat",
    mothers: "Schwanger oder nach einer Geburt: 1-833-852-6262 (USA), rund um die Uhr",
    violence: "Gewalt zu Hause: 1-800-799-7233 (USA), rund um die Uhr",
    child: "Wenn ein Kind verletzt wird oder du es fürchtest: 1-800-422-4453 (USA und Kanada), rund um die Uhr",
  },
} as const;

const EMERGENCY: Record<string, string> = { US: "911", CA: "911", GB: "999", AU: "000", NZ: "111" };
const EUROPE = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS NO LI CH".split(" "),
);

/**
 * The card for a concern. The emergency number comes first; 988 for the US and Canada, findahelpline.com elsewhere,
 * both when the region is not known.
 *
 * @param country ISO 3166, of the person's profile, when they gave one.
 */
export function safetyCard({ kind, clear, language }: Concern, country?: string | null): SafetyCard {
  const words = WORDS[language];
  // Profiles may hold a code that has been withdrawn since: "DD" is Germany, too.
  const region = country ? new Intl.Locale(`und-${country}`).region : undefined;
  const emergency = region ? (EMERGENCY[region] ?? (EUROPE.has(region) ? "112" : undefined)) : undefined;
  const american = !region || region === "US" || region === "CA";
  const lines: (HelpLine | false)[] = [
    {
      name: words.emergency,
      detail: emergency ? words.number(emergency) : words.local,
      href: emergency ? `tel:${emergency}` : "/help",
    },
    kind !== "medical" && american && { name: "988", detail: words.lifeline, href: "tel:988" },
    (kind === "postpartum" || kind === "child_harm") &&
      (!region || region === "US") && { name: "1-833-852-6262", detail: words.mothers, href: "tel:18338526262" },
    kind === "abuse" &&
      (!region || region === "US") && { name: "1-800-799-7233", detail: words.violence, href: "tel:18007997233" },
    kind === "child_harm" && american && { name: "1-800-422-4453", detail: words.child, href: "tel:18004224453" },
    kind !== "medical" &&
      (!american || !region) && {
        name: "findahelpline.com",
        detail: words.elsewhere,
        href: "https://findahelpline.com",
      },
  ];
  return { kind, clear, language, title: words.title, lines: lines.filter((line) => line !== false) };
}

const SHARED = {
  en: {
    emergency:
      "If anyone is in danger right now, please call your emergency number first (911 in the US and Canada, 112 in Europe).",
    lines:
      "In the US or Canada you can call or text 988 at any hour; anywhere else, findahelpline.com shows who answers near you. Someone there will listen, and you don't need the right words.",
    ai: "I'm an AI and can't keep you safe, so please let a person be with you in this: somebody close, a doctor or midwife, or one of those lines.",
  },
  es: {
    emergency:
      "Si alguien está en peligro ahora mismo, llama primero al número de emergencias (911 en EE. UU. y Canadá, 112 en Europa).",
    lines:
      "En EE. UU. o Canadá puedes llamar o escribir al 988 a cualquier hora (en español, pulsa 2); en otros países, findahelpline.com muestra quién responde cerca de ti. Te van a escuchar; no hacen falta las palabras exactas.",
    ai: "Soy una IA y no puedo protegerte: deja que una persona te acompañe, alguien cercano, un médico o una de esas líneas.",
  },
  de: {
    emergency:
      "Wenn jemand gerade in Gefahr ist, ruf bitte zuerst den Notruf an (112 in Europa, 911 in den USA und Kanada).",
    lines:
      "In den USA und Kanada erreichst du die 988 rund um die Uhr; überall sonst zeigt findahelpline.com, wer in deiner Nähe antwortet. Dort hört dir jemand zu, die richtigen Worte brauchst du nicht.",
    ai: "Ich bin eine KI und kann dich nicht schützen. Lass bitte einen Menschen bei dir sein: jemanden, der dir nah ist, eine Ärztin, eine Hebamme oder eine dieser Nummern.",
  },
} as const;

const FIRST_WORDS: Record<SafetyLanguage, Record<ConcernKind, string>> = {
  en: {
    self_harm:
      "I'm really glad you said that here, and I'm sorry it is this heavy. You matter, and this needs a person, now.",
    child_harm:
      "Thank you for saying it; that takes courage. If you feel close to the edge, it is right to lay the child in a safe place such as the cot, close the door and step away while you call someone. If a child is hurt or has been shaken, they need a doctor now, even when they seem fine.",
    abuse: "I'm sorry this is happening to you. It is not your fault, and you and your children deserve to be safe.",
    postpartum:
      "Thank you for telling me. What you describe can happen to parents after a birth, it deserves care today, and help works. Please don't stay alone with it: ask someone to be with you and the baby until you have spoken to a doctor or midwife.",
    medical:
      "This needs medical help right now: please call your emergency number before anything else, and do what they tell you.",
  },
  es: {
    self_harm:
      "Me alegra mucho que lo digas aquí, y siento que pese tanto. Tú importas, y esto necesita a una persona, ahora.",
    child_harm:
      "Gracias por decirlo; hace falta valor. Si estás al límite, está bien dejar al niño en un lugar seguro como la cuna, cerrar la puerta y alejarte mientras llamas a alguien. Si un niño está herido o ha sido sacudido, necesita un médico ya, aunque parezca estar bien.",
    abuse: "Siento mucho lo que te está pasando. No es culpa tuya, y tú y tus hijos merecéis estar a salvo.",
    postpartum:
      "Gracias por contármelo. Lo que describes puede pasar después de un parto, merece atención hoy, y la ayuda funciona. No te quedes a solas: pide a alguien que esté contigo y con el bebé hasta hablar con un médico o una matrona.",
    medical:
      "Esto necesita ayuda médica ahora mismo: llama antes que nada al número de emergencias y haz lo que te digan.",
  },
  de: {
    self_harm:
      "Ich bin wirklich froh, dass du das hier sagst, und es tut mir leid, dass es so schwer ist. Du bist wichtig, und das braucht jetzt einen Menschen.",
    child_harm:
      "Danke, dass du es aussprichst; dazu gehört Mut. Wenn du am Rand bist, ist es richtig, das Kind an einen sicheren Ort wie das Bettchen zu legen, die Tür zu schließen und wegzugehen, während du jemanden anrufst. Ein verletztes oder geschütteltes Kind braucht sofort ärztliche Hilfe, auch wenn es ihm gut zu gehen scheint.",
    abuse:
      "Es tut mir leid, dass dir das geschieht. Es ist nicht deine Schuld, und du und deine Kinder verdient Sicherheit.",
    postpartum:
      "Danke, dass du es erzählst. Was du beschreibst, kann nach einer Geburt vorkommen, es verdient heute noch Hilfe, und Hilfe wirkt. Bleib damit nicht allein: Bitte jemanden, bei dir und dem Baby zu sein, bis du mit einer Ärztin oder Hebamme gesprochen hast.",
    medical:
      "Das braucht sofort ärztliche Hilfe: Ruf bitte vor allem anderen den Notruf an und tu, was dort gesagt wird.",
  },
};

/**
 * What the coach says to a concern, without any model: kind, the emergency number first, where people answer, no
 * method and no diagnosis.
 */
export function safetyAnswer({ kind, language }: Concern): string {
  const words = SHARED[language];
  return kind === "medical"
    ? `${FIRST_WORDS[language].medical} ${words.emergency}`
    : [FIRST_WORDS[language][kind], words.emergency, words.lines, words.ai].join("\n\n");
}
