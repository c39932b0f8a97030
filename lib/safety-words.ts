import { type ConcernKind, RULES, type Rule, type SafetyLanguage } from "./safety-rules.ts";

/** Something in a message that people, not a coach, should hear about. */
export interface Concern {
  kind: ConcernKind;
  /** True when the words leave little doubt; false when they may also be said without danger. */
  clear: boolean;
  language: SafetyLanguage;
}

/**
 * Whether a message speaks of self-harm, of harm to a child, of violence at home, or of an emergency after a birth.
 * Rules of words, on this machine: it works when no model does, and tells nobody. It errs on the side of showing
 * where help is; it is not a diagnosis and not a promise to notice everything.
 *
 * Exaggeration ("this kid is killing me"), things quoted from a film or a song, plain denials and questions about
 * one's own past entries are not taken for danger.
 *
 * @param rules only these.
 * @returns the most urgent concern, clear ones first; null when there is none.
 */
export function screenByRules(message: string, rules: readonly Rule[] = RULES): Concern | null {
  let found: Concern | null = null;
  for (const clause of clausesOf(message)) {
    for (const rule of rules) {
      if (found && (found.clear || !rule.clear)) continue;
      if (says(clause, rule.pattern, rule.negatable)) {
        found = { kind: rule.kind, clear: rule.clear, language: rule.language };
      }
    }
  }
  return found;
}

function says(clause: string, pattern: RegExp, negatable: boolean): boolean {
  const match = pattern.exec(clause);
  return match !== null && !(negatable && denied(clause, match));
}

function denied(clause: string, match: RegExpExecArray): boolean {
  return NEGATED.test(clause.slice(0, match.index + leadOf(match[0])));
}

/** A denial may stand inside what a pattern matched: "thoughts of harming myself" after "no". */
function leadOf(matched: string): number {
  return /^(?:want|wanted|going|think|thinking|thought|thoughts|am)\b/.test(matched) ? matched.search(/ |$/) : 0;
}

/** Words after which a "not" before them denies nothing any more: "I have no one and …", "I never told anyone he …". */
const ENDS_DENIAL =
  "and|but|because|so|then|since|told|tell|telling|knows?|sure|sleep|slept|eaten|fine|ok|okay|alright|well|lie|joke|kidding|doubt|pero|y|porque|aber|und|weil";
const NEGATED = new RegExp(
  `(?<!\\p{L})(?:not|never|no|without(?! (?:him|her|them|you|it)(?!\\p{L}))|nor|neither|nunca|jamas|sin|nicht|nie|kein|keine|niemals)(?: (?!(?:${ENDS_DENIAL})(?!\\p{L}))[\\p{L}']+){0,4} ?$`,
  "u",
);

/** The message in lower case, without accents, contractions written out, cut where a thought ends. */
function clausesOf(message: string): string[] {
  return withoutHarmless(
    plainly(message).split(
      /[.!?;\n…]+|, but | but | pero | aber |(?<=\w), (?=i (?:am|want|just)\b)|(?<=\bsi|no|nein), /,
    ),
  );
}

/**
 * The message's sentences, prepared like the clauses that the rules read: without fiction, looking back and what is
 * said for fun, and also without what is denied.
 */
export function sentencesOf(message: string): string[] {
  return withoutHarmless(plainly(message).split(/[.!?;\n…]+/)).map(withoutDenied);
}

/** "I am not going to hurt him": the words that a rule knows, but for the "not". */
function withoutDenied(sentence: string): string {
  return RULES.reduce((text, { pattern, negatable }) => {
    const match = negatable ? pattern.exec(text) : null;
    return match && denied(text, match) ? text.replace(match[0], " ~ ") : text;
  }, sentence);
}

function withoutHarmless(pieces: string[]): string[] {
  return pieces
    .map((piece) => piece.replaceAll('"', " ").replace(/\s+/g, " ").trim())
    .filter((piece) => piece !== "" && !LOOKS_BACK.test(piece))
    .map((piece) => HARMLESS.reduce((text, pattern) => text.replace(pattern, " ~ "), piece));
}

/** In lower case, without accents and fiction, contractions written out. */
function plainly(message: string): string {
  const plain = CONTRACTIONS.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    message
      .toLowerCase()
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/[’‘´`]/g, "'")
      .replace(/[“”„«»]/g, '"')
      .replace(/\s+/g, " "),
  );
  return withoutFiction(plain);
}

const CONTRACTIONS: [RegExp, string][] = [
  [/\b(?:can'?t|cannot)\b/g, "cannot"],
  [/\bwon'?t\b/g, "will not"],
  [/\b(do|does|did|is|are|was|were|have|has|had|would|should|could|must)n'?t\b/g, "$1 not"],
  [/\bi'?m\b/g, "i am"],
  [/\b(i|we|they|you)'?ve\b/g, "$1 have"],
  [/\b(i|we|they|he|she|you)'d\b/g, "$1 would"],
  [/\b(i|we|they|he|she|you)'ll\b/g, "$1 will"],
  [/\b(he|she|it|that|what|there|who)'s\b/g, "$1 is"],
  [/\b(we|they|you)'re\b/g, "$1 are"],
  [/\bthats\b/g, "that is"],
  [/\banymore\b/g, "any more"],
  [/\bwanna\b/g, "want to"],
  [/\bgonna\b/g, "going to"],
  [/\bmy self\b/g, "myself"],
  [/\b(?:haven't|havent|have not) (?:really |even )?slept\b/g, "not slept"],
  [/\bnot (?:really )?slept\b/g, "not slept"],
];

/** What is read, watched, sung or told. */
const WORKS =
  "songs?|films?|movies?|book(?! (?:bag|club|shelf|case|shop))|novels?|plays?(?! (?:mat|gym|pen|area|room|group|date|dough|time|centre|center|barn|house|ground|park))|poems?|episodes?|series|characters?|podcasts?|documentar(?:y|ies)|articles?|headlines?|sitcoms?|musicals?|operas?|cancion(?:es)?|peliculas?|libros?";
const NAMED =
  "(?:in|from|watch(?:ed|es|ing)?|saw|seen|reads?|reading|heard|listen(?:ed|ing)? to|sang|sings?|singing|quot(?:e|ed|es|ing)|finished|lines?|chorus|verse|chapter|ending|scene)";
const WHOSE = "(?:an?|the|that|this|my|her|his|our|their|some|one of those|una?|la|el)";
/** A work that is spoken of for what it says; a book, a song or a film that is only there ("he throws a book", "I chose the songs") is none. */
const FICTION = new RegExp(
  [
    `\\b(?:${WORKS}) (?:(?:is |was |all )?about|where|in which|called|titled|says?|said|goes|ends|ended|opens|starts|has|had|club|review|trilogy|villain|hero|heroine|dies|died|that goes)\\b`,
    `\\b${NAMED}(?: \\w+){0,2}? ${WHOSE} (?:[\\w-]+ ){0,3}(?:${WORKS})\\b`,
    "\\b(?:novel|podcast|documentary|sitcom|opera|headline|lyrics?|line from|that line|saying goes|juliet|romeo|hamlet|ophelia|macbeth)\\b",
    "\\bcharacter (?:on|who|in)\\b|\\bact(?:or|ress) (?:who )?play(?:s|ed|ing)\\b|\\bjoke (?:goes|about an?)\\b|\\b(?:das|dem|im|vom|ein|einem) (?:\\w+ )?(?:lied|buch)\\b",
  ].join("|"),
);

/** A form or a professional who asks, and a course that teaches, say nothing of the person; an answer that is no "no" does. */
const ASKED =
  /\b(?:leaflet|questionnaire|form|survey|poster|brochure|flyer|course|workshop|training)\b,? (?:(?:\w+ ){0,6}?(?:asks?|asked|says?|reads|wants? to know|wanted to know)|(?:\w+ )?(?:about|on))\b|\b(?:midwife|health visitor|doctor|gp|nurse|therapist|psychologist|paediatrician|school) (?:(?:at|in|on) (?:\w+ ){1,5})?(?:\w+ )?(?:asked|asks)(?: me| us)? (?:whether|if|about|how often)\b/;
const ADMITTED =
  /\byes\b|\b(?:lied|nodded|cried|froze|could not (?:answer|say)|did not (?:know|answer)|(?:he|she|they) answered|said (?:sometimes|often|maybe))\b/;

/** What a film, a song, a book or a form says is not what the person says; what follows in the first person is. */
function withoutFiction(text: string): string {
  return text
    .split(/(?<=[.!?])\s+/)
    .map((sentence) => {
      if (ASKED.test(sentence) && !ADMITTED.test(sentence)) return "";
      if (!FICTION.test(sentence)) return sentence;
      const own = /\band (?:now )?(?:i|me) (?:too|want|feel|am|wish|cannot|also)\b.*$/.exec(sentence)?.[0];
      return own ?? "";
    })
    .join(" ");
}

/**
 * "When did I …?", "Since when has she not …?": a question to the journal about what is past. "When I said no, he …" is none,
 * nor is "How long has he been blue".
 */
const LOOKS_BACK = new RegExp(
  `^(?:and |so |but )?(?:${[
    "did i (?:ever )?tell (?!you\\b)",
    "(?:since when|when|how often|how many (?:times|nights|days)|on (?:which|what) \\w+|(?:which|what)(?: \\w+)?) (?:did|was|were|has|have|had) (?!i done\\b|the point\\b)",
    "(?:how long|why|where|who) (?:did|was|were|have|had) (?:i|we)\\b",
    "(?:what|which \\w+|who)(?: \\w+)? (?:helped|hurt|wrote|happened(?!:| (?:is|was|just|tonight|today)\\b))\\b",
    "(?:did|have|has) (?:\\w+ ){1,3}(?:ever|written|write|mention|mentioned|note|noted|happen)\\b",
  ].join("|")})`,
);

const HARMLESS: RegExp[] = [
  /\bbeat me(?: again)?,?(?: this time)?,? (?:at|by (?:\w+ ){1,2}(?:points?|goals?|seconds?|games?))\b/g,
  /\blaugh(?:ed|ing|s)? (?:so (?:hard|much) )?(?:until|till|that) (?:\w+ ){0,2}(?:cannot|could not) breathe\b|\bwhere (?:\w+ )?hope (?:goes|comes) to die\b/g,
  /\bcurl up and die (?:when|whenever|of|at|with|every)\b/g,
  /\b(?:self[- ]?harm|suicide) (?:has|was|is) (?:never|not)\b/g,
  /\b(?:lost|losing) (?:[\w']+ ){1,4}to suicide\b|\bwhat suicide (?:means|is)\b/g,
  /\b(?:having|has|had|in) a fit (?:because|about|over|that|of (?:laughter|giggles))\b/g,
  /\bchoking (?:with|on) (?:laughter|giggles)\b|\b(?:burst|died|dying|die) (?:with|of|from) (?:laughter|heat|cold|boredom|curiosity|hunger)\b/g,
  /\b(?:pushed|kicked|hit|bit|slapped) me (?:on the (?:swing|slide|nose)|in (?:his|her|their) sleep|under the table|playfully)\b/g,
  /\bcannot breathe\b(?=.*\b(?:nose|nostrils?|jeans|dress|laughing|heat|mask)\b)/g,
  /\brather die than (?!live|go on|be here|do another|face)\w+/g,
  /\bsuicide (?:was|is|as) (?:the|a) (?:topic|subject|theme)\b|\b(?:training|lesson|talk|lecture|workshop|leaflet|poster) (?:about|on) suicide\b/g,
  /\b(?:is|are|was|were|been|am)(?: \w+)? killing me\b(?! and)/g,
  /\b(?:dying|die|kill|killed|murder|would die)(?: \w+)? for (?:a|an|some|these|those|my|the|one|two|\w+ (?:hours?|minutes?)|sleep|coffee|tea|chocolate|quiet|this|that)\b/g,
  /\b(?:to die for|drop dead|dead (?:tired|on my feet|beat|quiet|funny|serious)|bored to death|(?:scared (?:\w+ )?|worried )to death(?! of)|over my dead body)\b/g,
  /\b(?:could|nearly|almost|would|practically)(?: have)? (?:just )?die[d]? (?:of|from|laughing|with|when|right there|inside)\b/g,
  /\b(?:so|that|too) (?:\w+ ){0,2}(?:that )?i (?:could|nearly|almost)(?: have)? die[d]?\b/g,
  /\bdied (?:a little|inside|laughing|of)\b/g,
  /\b(?:phone|battery|car|plant|plants|laptop|monitor|line|engine)(?: \w+){0,2} (?:died|dead|dies|is dead)\b/g,
  /\bi (?:could|would|will|am going to|want to)(?: have)? (?:kill(?:ed)?|murder(?:ed)?|throttled?|strangled?|wring|wrung) (?:him|her|them|my husband|my wife|my partner|that \w+|the \w+)(?= (?:when|for|over|about|because|who|clock|if)| alarm|$)/g,
  /\bkill(?:ed|ing|s)? (?:an? |the |some )?(?:hour|time|mood|minutes?|vibe|lights?|engine)\b/g,
  /\b(?:cut|burn(?:ed|t)?|hurt|scalded|injured) (?:myself|himself|herself) (?:on|(?:while|when)(?: (?:i|he|she))?(?: (?:was|am|is|were))?(?: (?:just|only|out))? (?!crying|thinking|feeling|lying|hurting|drinking)(?:\w+ing\b|fell|slipped|tripped|dropped|reached|opened|lifted|grabbed|the)|at|chopping|slicing|peeling|cooking|lifting|running|playing|by accident|accidentally|shaving|making|opening|jumping)\b(?! purpose)/g,
  /\b(?:he|she|baby|twins?) kick(?:s|ed) me(?=.*\b(?:all night|weeks to go|belly|bump|womb|starfish|asleep|in (?:his|her) sleep)\b)/g,
  /\bdisappear (?:into|for (?:a|an|one|two|ten|half))\b/g,
  /\bsuicide prevention\b|\bsocial suicide\b|\bcareer suicide\b/g,
  /\b(?:toddler|baby|son|daughter|he|she|twins?|kid|year[- ]old|boy|girl)(?: \w+)? (?:hits?|bit|bites|kicks?|kicked|pushe[sd]|slapped|slaps|beat) me (?=.*\b(?:rattle|spoon|toy|block|tired|tantrum|nursery|nappy|pillow|laugh\w*|playing|football|chess|lego|bottle|feeding)\b)/g,
  /\b(?:my|our|the) (?:\w+ )?(?:toddler|baby|son|daughter|twins?|kid|\w+[- ]year[- ]old|boy|girl)(?: \w+)? (?:hits?|kicks?|kicked|pushe[sd]|slapped|slaps|bites) me\b/g,
  /\bafraid of (?:spiders?|the dark|heights|dogs|flying)(?: and so is (?:he|she))?\b/g,
  /\bit all with (?:a|an|some)\b/g,
  /\bif (?:he|she|they|you|anybody|someone|one more)\b[^,]{0,60}i will jump\b.*\b(?:ha|haha|lol)\b/g,
  /\b(?:checked|wondered|listen\w*|to see)(?: \w+)? (?:whether|if|that)\b.*\bbreathing\b/g,
  /\bme muero de (?:sueno|hambre|risa|ganas|verguenza|calor|frio)\b|\bmatar de risa\b|\bmuert[oa] de\b|\bme mata (?:el|la)\b/g,
  /\bsterbe vor\b|\b(?:lache|lachen) (?:mich|uns) tot\b|\btodmude\b|\bbringt mich (?:noch )?um\b|\bschlage (?:ihm|ihr|ihnen) vor\b/g,
  /\bpego con el sonajero\b/g,
];
