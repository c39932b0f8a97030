/** What a message may be about that a coach must not meet alone. */
export type Concern = "self-harm" | "harm-to-child" | "abuse" | "postpartum-emergency";

/**
 * Phrases that name a concern, plainly or veiled, in English and German. Written against tests/eval/safety.json:
 * a phrase that should be seen and is not belongs there first.
 */
const SIGNS: [Concern, RegExp][] = [
  [
    "self-harm",
    /\b(kill(ing|ed|s)?|hang(ing)?|drown(ing)?|shoot(ing)?|cut(ting|s)?|hurt(ing|s)?|harm(ing|s|ed)?|burn(ing|s|ed)?|starv(e|ing)) (myself|himself|herself|themselves)\b/,
  ],
  ["self-harm", /\b(end|ending|take|taking) (my (own )?life|it all|it tonight|things for good|it\s*[.!?])/],
  ["self-harm", /\bsuicid\w*|\bself[- ]?harm\w*/],
  [
    "self-harm",
    /\b(want(s|ed)?|wanna|wish(es)?|wishing|ready|going|prefer|rather|hope|hoping) (i (was|were)|(s?he|they) (was|were)|to be|to)? ?(dead|die)\b(?! (of|from|with|for|to))/,
  ],
  ["self-harm", /\bwant(s)? (it|everything|all of it|it all|this) to (stop|end|be over) (for good|forever)\b/],
  [
    "self-harm",
    /\b(don'?t|doesn'?t|do not|does not|didn'?t|no longer|not) (really |even )?(want|wish|care) to (live|be alive|exist|wake up|be here|go on|be around|keep living)\b(?! (in|at|with|on|for|the|him|her|them|my) ?)/,
  ],
  [
    "self-harm",
    /\b(wish|hope|pray) i (would|could|did|do|will|just)?(n'?t| not| never)? ?(not wake up|never wake up|didn'?t wake up|fall asleep and (not|never) wake|go to sleep and (not|never) wake|disappear|vanish|stop existing)\b/,
  ],
  ["self-harm", /\bnever wake up (again)?\b/],
  [
    "self-harm",
    /\b(everyone|they|everybody|my (family|kids|children|baby|son|daughter|husband|wife|partner)|the (kids|children|baby)|all of them|he|she|people)('d| would| will|'ll)?( all)? be (so much |far |a lot )?(better off|happier|easier) (without me|if i (was|were) (gone|dead|not here)|if i weren'?t)/,
  ],
  [
    "self-harm",
    /\b(if|that) i (just )?(wasn'?t|weren'?t|was not|were not|am not|'m not) (here|around|alive)( any ?more)?\b|\b(except|but|than) not being here\b/,
  ],
  [
    "self-harm",
    /\bno (reason|point) (to|in) (live|living|go on|going on|being here|being alive)\b|\bpoint of (living|going on|being alive)\b|\bnothing (left )?to live for\b|\bcan'?t go on (any ?more|like this|living)\b|\bcan'?t go on\s*[.!]*$/,
  ],
  [
    "self-harm",
    /\b(jump|jumping|step|stepping|walk|walking|drive|driving) (off|in front of|into|under) (the|a|that|my) (bridge|roof|balcony|train|traffic|truck|lorry|bus|river|tree|wall|sea)\b/,
  ],
  [
    "self-harm",
    /\b(took|taken|take|taking|swallow\w*|count\w*|collect\w*|saved up|stockpil\w*) (all|all of|too many|a lot of|enough|the|my) (of )?(the |my |his |her )?(sleeping )?(pills|tablets|painkillers)\b(?! (with|after|before|as) )/,
  ],
  [
    "self-harm",
    /\b(written|wrote|writing) (a |my )?(goodbye|farewell|suicide) (letter|note)s?\b|\bgoodbye\b.{0,20}\b(look after|take care of|tell) (the|my) (kids|children|girls|boys|baby)\b/,
  ],
  [
    "self-harm",
    /\b(want|wish i could|need|going|'d) (to )?(just )?(disappear|vanish) (for ?ever|for good|from (this )?(life|earth|the world))\b/,
  ],
  [
    "self-harm",
    /\b(mich|mir) (\w+ )?(umbringen|töten|etwas an(zu)?tun|das leben nehmen|ritzen)\b|\bnicht mehr (leben|aufwachen|da sein|weiterleben)\b|\bwill sterben\b|\bselbstmord(?!gedanken)\w*|\b(?<!keine )selbstmordgedanken|\bsuizid\w*|\blebensmüde\b|\bohne mich besser dran\b|\bich will nicht mehr\s*[.!]*$/,
  ],

  [
    "harm-to-child",
    /\b(hurt(ing)?|harm(ing)?|hit(ting)?|shak(e|ing)|shook|slap(ped|ping)?|smother(ing)?|drown(ing)?|suffocat\w+|chok(e|ing)|strangl\w+|kick(ed|ing)?|throw(ing)?|threw|kill(ing)?|squeez(e|ing|ed)) (him|her|them|the baby|my baby|the kids?|my (kid|kids|child|children|son|daughter|toddler|little one|twins?)|the (child|children|toddler|twins?))\b(?! (up|out|off|a |brother|sister|friend|cousin|father|dad|with (kindness|love)|over to|some|at school|at nursery|by accident|in for|against me|tight))/,
  ],
  [
    "harm-to-child",
    /\b(did|do|done) something (bad |terrible )?to (him|her|them|the (baby|kids|children)|my (baby|son|daughter|child))\b|\b(i'?m|am|are) not safe (with|around|near) (him|her|them|the (baby|kids|children)|my (baby|son|daughter|child|kids|children))\b/,
  ],
  [
    "harm-to-child",
    /\b(afraid|scared|terrified|frightened|worried) (that )?(i('?ll| will| might| could| may)|of what i('?ll| might| could)?) (do|hurt|harm|snap|lose it) ?(something )?(to|with|and)? ?(him|her|them|the baby|my baby|the kids|hurt)?\b/,
  ],
  ["harm-to-child", /\b(put|putting|hold|holding|press(ing)?) (a |the )?pillow over (his|her|their|the baby)/],
  [
    "harm-to-child",
    /\b(thoughts?|urges?|pictures?|images?) (of|about) (hurting|harming|dropping|drowning|throwing|smothering|shaking|killing)\b/,
  ],
  [
    "harm-to-child",
    /\b(dem|das|meinem|mein|meine|unser|unserem) (baby|kind|sohn|tochter|kinder)n? (etwas an(zu)?tun|wehtun|weh zu tun|schütteln|geschüttelt|schlagen|geschlagen|umbringen)\b|\b(ihn|sie) (geschüttelt|zu schütteln|fast geschüttelt)\b/,
  ],

  [
    "abuse",
    /\b(he|she|my (husband|wife|partner|boyfriend|girlfriend|ex|mother|father|dad|mum|mom|stepdad|stepfather)|their (dad|father|mum|mother)) (has |had )?(hit|hits|beat|beats|punched|punches|slapped|slaps|choked|chokes|strangled|strangles|kicked|kicks|shoved|shoves|raped|rapes|threatened|threatens|pushed|pushes) (me\b(?! (all night|at |in the (ribs|bladder)))|us\b(?! at )|the (kids|children|baby|boys|girls)|my (son|daughter|child|kids|children))/,
  ],
  [
    "abuse",
    /\b(i'?m|i am) (so |really )?(afraid|scared|terrified) (of|to go home to) (him|her|my (husband|wife|partner|boyfriend|girlfriend|ex))\b|\b(won'?t|doesn'?t|does not|will not) let me (leave\b(?! (his|her|the) (bed|room|cot|side|lap|sight))|see (anyone|my family|my friends)|have (any )?money|out of the house)/,
  ],
  [
    "abuse",
    /\b(door )?locked because of (him|her|my (husband|wife|partner|ex))\b|\b(he|she) says? (he|she)('d| would|'ll| will) (find|kill|hunt) (me|us)\b/,
  ],
  [
    "abuse",
    /\b(touch(ed|es|ing)?) (my )?(son|daughter|child|kid|him|her) (inappropriately|where (he|she) shouldn'?t|down there|sexually)\b|\bsexually (abus\w+|assault\w+)\b|\b(abuses|molest\w*) (me|him|her|my (son|daughter|child))\b/,
  ],
  [
    "abuse",
    /\b(er|sie|mein (mann|partner|freund|ex)|meine (frau|partnerin)) ((schlägt|würgt|bedroht|vergewaltigt) (mich|uns)|hat (mich|uns) .{0,20}(geschlagen|gewürgt|vergewaltigt|bedroht))\b|\bangst vor (meinem (mann|partner|freund)|meiner (frau|partnerin)|ihm)\b/,
  ],

  [
    "postpartum-emergency",
    /\b(hear(ing)?|heard) (voices|a voice|someone|somebody)\b.{0,40}\b(tell\w*|say\w*|baby|nobody|no one|not there|command\w*)|\bvoices? (tell\w*|told|say\w*|command\w*) me\b/,
  ],
  [
    "postpartum-emergency",
    /\b(baby|he|she|child|son|daughter) (is|was|has been|'s) (not (really )?(mine|my (baby|child|son|daughter))|evil(?! genius)|possessed|a demon|the devil|swapped|switched|replaced|not (a )?(real|human))\b/,
  ],
  [
    "postpartum-emergency",
    /\b(television|tv|radio|phone|newspaper|angels?|god) (is|are|was|were) (sending me (secret )?messages|talking to me|speaking to me|telling me)\b/,
  ],
  [
    "postpartum-emergency",
    /\b(haven'?t|have not|hadn'?t) slept (at all )?(in|for) (three|four|five|six|seven|3|4|5|6|7) (days|nights)\b.{0,60}\b(don'?t need|not tired|full of energy|racing|wired|chosen|mission|god)\b/,
  ],
  [
    "postpartum-emergency",
    /\b(soaking|soaked|filling|going through) (a|one|more than one|two) pads? (an|every|in an|per) hour\b|\b(heavy bleeding|bleeding (heavily|a lot|so much)|h(a)?emorrhag\w+|clots? (the size|as big|bigger)).{0,60}(birth|labou?r|c[- ]?section|baby|plum|golf|egg|hour|week)?/,
  ],
  [
    "postpartum-emergency",
    /\b(stimmen (hör\w*|im kopf|sagen|befehlen)|höre stimmen|baby ist (nicht meins|vertauscht|böse|besessen))\b/,
  ],
];

/** Ways of speaking that use the same words for something else: struck out before the signs are looked for. */
const FIGURES: RegExp[] = [
  /\b(kill(ing)?|murder|strangle|throttle) (for|me (with|one day)|two birds|the (mood|time|lights?|engine|vibe))\b/g,
  /\b(this|that|the|my) (kid|kids|child|toddler|baby|teenager|boy|girl|back|feet|head|job|commute|heat|suspense)('s| is| are)? (absolutely |really |going to )?(killing|kill) me\b/g,
  /\b(is|are|was|were|be|will|gonna|going to|would|could|he'?ll|she'?ll|they'?ll) (literally )?(killing|kill|have killed|murder) me\b/g,
  /\b(die|dying|died|dead) (of|from|with) (laughter|laughing|embarrassment|shame|boredom|curiosity|cuteness|hunger|tiredness|exhaustion|happiness)\b/g,
  /\b(dying|die|kill) (to|for) (a|an|some|see|know|meet|try|go|have|eat|sleep|get|the)\b/g,
  /\bsleep for (a|ten|hundred|one hundred|\d+) (years?|weeks?|days?|month)\b/g,
  /\bdead (tired|on my feet|to the world|battery|serious|phone|end|line)\b|\bover my dead body\b|\bdeadlines?\b/g,
  /\bsuicide (prevention|awareness|squad)\b|\bkiller (heels|instinct)\b|\bhit (him|her|them|me) (like|that|then|when|hard that)\b/g,
  /\b(cut(ting)?) (him|her|them|me|myself) (some )?(slack|a (slice|piece)|off)\b|\bcut myself (shaving|on|while|with (the|a)|chopping|cooking|slicing)\b|\b(burn(t|ed)?|hurt) myself (on|cooking|playing|at the gym|running|lifting)\b/g,
  /\b(shake|shook|shaking) (him|her|them|the baby|my baby) (awake|gently|off|up)\b|\bshak(e|ing) (hands|my head)\b/g,
  /\b(throw|threw|throwing) (him|her|them|the baby|my baby|the kids?) (a|an|in the air|up|into bed|in the bath|over my shoulder)\b/g,
  /\b(drop|dropping|dropped) (him|her|them|the baby|my baby|the (kids?|child|children|twins)|my (son|daughter|child|kids?|kid)) (off|at|to|with|in at|home|round)\b/g,
  /\b(kick|kicked|kicks|kicking) (me|us) (all night|in (the|my) (ribs|bladder|sleep|stomach)|so hard (today|last))\b/g,
];

/** Clauses in which the words stand for somebody else's, a story's or the past's, or are plainly denied. */
const NOT_NOW: RegExp[] = [
  /\b(not|never|don'?t|doesn'?t|didn'?t|wouldn'?t|haven'?t|hasn'?t|won'?t|no longer|stopped|without) (\w+ ){0,4}(suicid\w*|(hurt|harm|kill|hit|shake|cut)(ting|ing)? (me|myself|him|her|them|the baby|my (baby|child|kid|son|daughter|kids|children)))/g,
  /\b(no|zero|not any|without) (\w+ ){0,2}(thoughts?|urges?|ideas?|plans?|intentions?) (of|about|to) (\w+ )?(suicid\w*|self[- ]?harm\w*|hurt\w*|harm\w*|kill\w*|dying|die|end\w*)( \w+){0,3}/g,
  /\b(no|not any|without|isn'?t|not|aren'?t) (suicidal|self[- ]?harm\w*)( (thoughts?|ideas?|plans?))?/g,
  /\b(not|isn'?t|n'?t) (afraid|scared) of (him|her)\b/g,
  /\b(in|from) the (film|movie|book|series|show|novel|podcast|play|news|song|episode)\b[^.!?]*/g,
  /\b(read|watched|saw|listened to|heard) (a|an|the|about|in the) (\w+ ){0,2}(film|movie|book|series|show|novel|podcast|article|news|documentary|leaflet)\b[^.!?]*/g,
  /\b(the )?(midwife|nurse|doctor|gp|health visitor|therapist|leaflet|form|questionnaire|screening|counsell?or) (\w+ ){0,2}(asks?|asked|wanted to know|checks?|checked|says to call|said to call|explained)\b[^.!?]*/g,
  /\b(denk\w*|habe?|will|würde) (nicht|nie|niemals) (daran|vor)?,? ?(mir|mich|ihm|ihr|dem kind|meinem kind) (etwas anzutun|umzubringen|wehzutun|weh zu tun)/g,
];

/**
 * The local rule stage: whether a text speaks of danger to the writer or a child. It always runs, on this machine,
 * before any model, and decides what the app shows beside the answer; it never holds an entry or an answer back.
 *
 * @param text what somebody wrote; the first 4,000 characters count
 * @returns the concern, or null; when several are named the one that is most pressing
 */
export function concernIn(text: string): Concern | null {
  let plain = text.slice(0, 4000).toLowerCase().replaceAll("’", "'").replace(/\s+/g, " ");
  for (const figure of [...FIGURES, ...NOT_NOW]) plain = plain.replace(figure, " … ");
  return SIGNS.find(([, sign]) => sign.test(plain))?.[0] ?? null;
}
