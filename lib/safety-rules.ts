import doubtful from "./doubtful-rules.json" with { type: "json" };

/** What somebody may need help with; the order is that of the checks, the most urgent first. */
export type ConcernKind = "medical" | "self_harm" | "child_harm" | "postpartum" | "abuse";
export type SafetyLanguage = "en" | "es" | "de";

export interface Rule {
  kind: ConcernKind;
  language: SafetyLanguage;
  /** False for what may also be said without danger: the card is shown, and a model may still answer. */
  clear: boolean;
  /** True when a "not" or "never" shortly before takes the sense away. */
  negatable: boolean;
  pattern: RegExp;
}

const rules: Rule[] = [];
/** Adds patterns; names in capitals stand for the word groups below. */
function add(language: SafetyLanguage, kind: ConcernKind, sure: "clear" | "veiled", patterns: string[]): void {
  for (const source of patterns) {
    // A leading "!" marks a pattern that has its own negation, or that no negation can soften.
    const negatable = !source.startsWith("!");
    const filled = source.replace(/^!/, "").replace(NAMES, (name) => GROUPS[name] as string);
    rules.push({
      kind,
      language,
      clear: sure === "clear",
      negatable,
      pattern: new RegExp(`(?<!\\p{L})(?:${filled})(?!\\p{L})`, "u"),
    });
  }
}

const CHILD =
  "(?:baby|newborn|infant|child|children|kids?|sons?|daughters?|toddlers?|twins?|boys?|girls?|little (?:one|boy|girl)|bub|bubba|\\w+[- ]year[- ]olds?)";
const GROUPS: Record<string, string> = {
  MY_CHILD: `(?:(?:one|both|either|each) of )?(?:(?:my|our|the|this|a)(?: \\w+)? ${CHILD}|him|her|them)`,
  ABUSER:
    "(?:he|she|my (?:\\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|ex|fiance|fiancee|father|mother|dad|mum|mom|brother|spouse))",
  CHILD,
  KIN: "(?:husband|wife|partner|boyfriend|girlfriend|fiance|fiancee|ex|dad|father|mum|mom|mother|step(?:dad|father|mum|mom|mother)|brother|uncle|boss|in-laws?|cousin|fella|bloke|man)",
  WEAPON:
    "(?:gun|pistol|rifle|shotgun|firearm|(?:service )?weapon|machete|knife|blade|axe|hammer|bat|golf club|cricket bat|screwdriver|poker|spade|crowbar)",
  BODY: "(?:head|face|skull|teeth|tooth|jaw|nose|cheekbone|eye socket|ribs?|wrist|arm|fingers?|thumb|collarbone|ear|eardrum|lip|eye|back|stomach|belly|bump|throat|neck|hair|hand|leg|knee|shins?|thigh)",
  // Not said of a child's things or party, nor of a game that was lost.
  ALONE: "(?!'| (?:shower|party|bottle|monitor|rattle|at|to)(?!\\p{L}))",
  NO_TOY: "(?!toy|plastic|foam|water|nerf|lego|wooden|rubber|inflatable|cardboard|glue|heat)",
  // A few words in between, within one clause.
  LOOSE: "(?:[^,.;!?]{0,40}?)",
};
const NAMES = new RegExp(Object.keys(GROUPS).join("|"), "g");

add("en", "self_harm", "clear", [
  "if i (?:kill|killed|hang|hanged|shot|drowned) myself|(?:easier|better|happier)(?: \\w+){0,3} if i (?:died|were dead|was dead|disappeared|never existed)",
  "!(?:do not|does not|not) deserve to (?:live|be alive|exist|be here)",
  "!(?:cannot|can not) (?:stand|bear|take|face) (?:being alive|living|life|existing)",
  "(?:ready|want|wanted|going|decided) to (?:leave (?:this (?:world|life|earth)|the world)|depart|join (?:him|her|them|my \\w+) in heaven)",
  "(?:think|thinking|thought|thoughts|dream|dreaming)(?: (?:of|about))?(?: just| only)? (?:jumping(?= *$)|walking into the (?:sea|river|lake|traffic|water|ocean)|stepping off|going under)",
  "(?:scratch|scratched|scratching|bite|biting|hit|hitting|punch|punching) (?:my (?:own )?(?:arms?|legs?|face|thighs?|skin|head)|myself)(?: \\w+){0,4} (?:bled|bleed|blood|hate myself|hurt|punish)",
  "(?:cut|cuts|cutting|burns?|burning|scratches|scratching) (?:his|her|their)(?: \\w+)? (?:arms?|wrists?|legs?|thighs?|skin)",
  "feel(?:ing|s)? like (?:dying|killing myself|ending it)",
  "(?:going|want|wanted|ready|decided|planning|plan|time) to end it(?: (?:all|tonight|now|today|soon|here))?(?= *(?:$|[',]| and))",
  "(?:take|taking|took|swallow|swallowing|swallowed)(?: \\w+){0,3} (?:whole|entire|all)(?: \\w+){0,3} (?:prescription|pills|tablets|medication|meds|painkillers|sleeping)",
  "(?:razor|blade|knife|gun|rope|belt)(?: \\w+){0,2} (?:to|against|on|at|around|round) my (?:wrists?|arms?|skin|throat|neck|head)|found me with (?:the|a|my) (?:razor|rope|pills|knife|gun|noose)|noose",
  "(?:want|wanted|need|urge) to cut(?= *$)|(?:been|started|am) cutting(?: again)?(?= *$)|cutting again",
  "(?:thoughts?|idea) of (?:death|dying|being dead|not being here)",
  "!(?:do not|did not|never) want to wake(?: up)?(?: any ?more| again| ever(?: again)?| tomorrow)?(?= *$)",
  "sleep forever|!never (?:have to )?wake(?: up)?(?: again)?(?= *$)",
  "(?:painless|painful|quickest|quick|easiest|easy|best|fastest) ways? to (?:die|go|end it|kill)|how (?:to|do i|can i|would i) (?:die|kill myself|end my life|hang|overdose)",
  "(?:give|giving|gave|given|giving) up on (?:life|living|everything|being alive)",
  "(?:kids|children|son|daughter|baby|family|everyone|everybody|they|he|she|husband|wife)(?: \\w+){0,4} better off (?:with (?:someone|somebody|anyone|another)|without)",
  "(?:kill|killing|hang|hanging|shoot|shooting|drown|drowning|unaliv(?:e|ing)|harm|harming|starve|poison) myself",
  "(?:hurt|hurting|cut|cutting|burn|burning) myself",
  "kms|self[- ]?harm(?:ing|ed)?|unaliv(?:e|ing)",
  "(?:want|wanna|wish|ready|going|rather|hope|pray|long|need|decided|like|love)(?: (?:to|i|just|really|only|could|would|was|were|had|be|have|honestly)){0,4} (?:die|dead|be gone(?! (?:by|from|at|for (?:a|an|the|one|two|half)))|not exist|stop existing)",
  "(?:think|thinking|thought|thoughts|dream|dreaming|fantasi\\w+|googling|googled|searching|looking up)(?: (?!she|he|they|it|lotte)\\w+){0,3} (?:dying|(?:ways? )?to die|killing myself|being dead|suicide|ending (?:it|my life))",
  "!(?:do not|did not|no longer|never|cannot|can not|does not)(?: (?:really|even|just|honestly|want|wanna|to|wish)){0,4} (?:live|be alive|exist|be here(?: any ?more)?|keep living|go on living)(?! (?:here|there|in|with|near|at|on|next|without|under|off|alone|so|by|through)(?!\\p{L}))",
  "suicid(?:e|al)",
  "(?:end|ending|finish|finishing|ended) (?:my(?: own)? life|it all(?! with)|myself)|(?:take|taking|took) my(?: own)? life",
  "!(?:took|taken|take|taking|swallowed) (?:all (?:of )?(?:the|my|his|her)|too many|a (?:whole )?(?:box|bottle|pack|handful) of|the whole (?:box|bottle|pack) of) (?:\\w+ )?(?:pills|tablets|paracetamol|medication|meds|painkillers)",
  "overdos(?:e|ed|ing)",
  "(?:sav(?:e|ing)|hoard(?:ing)?|collect(?:ing)?|stockpil(?:e|ing))(?: \\w+){0,2} (?:pills|tablets|medication)",
  "how many (?:\\w+ )?(?:\\w+ )?(?:pills|tablets|paracetamol)\\b.{0,30}(?:die|wake up|lethal|fatal|kill|overdose)",
  "(?:jump|jumping|step|stepping|throw myself|throwing myself|walk|walking|run|running) (?:off|in front of|under|from|into) (?:the|a|an|my|of)? ?(?:bridge|balcony|roof|building|train|truck|lorry|bus|traffic|cliff|river|one(?= of)|oncoming)",
  "balcony (?:and )?(?:thinking|thought) (?:about|of) jumping",
  "(?:driv(?:e|ing)|crash(?:ing)?|swerv(?:e|ing))(?: (?:the|my|our|car|myself|us))* (?:into|off) (?:a|the|oncoming) ?(?:tree|wall|bridge|river|truck|road|cliff|traffic|lorry|barrier)",
  "step in front of (?:one|it)",
  "bought (?:a|some) rope",
  "(?:goodbye|farewell|suicide) (?:letters?|notes?)",
  "(?:cut|cutting|slit|burn|burning) my (?:\\w+ )?(?:arms?|wrists?|legs?|thighs?|skin)",
  "(?:better off|happier|easier|safer)(?: \\w+){0,4} (?:without me|if i (?:was|were|am) (?:dead|gone|not (?:here|around)))",
  "better off (?:dead|if i (?:was|were) dead)|better dead|would be a relief to die|death would be (?:a relief|easier|better)",
  "(?:fall asleep|go to sleep|sleep)(?: \\w+){0,3} (?:never|not) wake up",
  "!(?:hope|wish|pray|mind if|care if)(?: \\w+){0,3} (?:not|never) (?:wake|woken?|woke)(?: up)?(?! (?:him|her|them|the|my|until|till|at|so))",
  "!never been born|was never born|were never born",
  "!(?:nothing|no reason|nothing left|no point)(?: (?:in|to|left|for))* (?:liv(?:e|ing)(?: for)?|carrying on|go(?:ing)? on|keep going)",
  "!(?:cannot|can not|do not want to) keep living|tired of (?:being alive|living)|done with (?:life|living)",
  "!life (?:is not|is no longer|feels not) worth(?: living)?|not worth living",
  "!tell (?:my|the) (?:kids|children|family|son|daughter|baby)(?: that)? i love(?:d)? (?:them|him|her)",
  "wish (?:a |some )?(?:car|truck|bus|lorry|train) would(?: just)? hit me",
  "i have a plan and(?: \\w+){0,6} (?:tablets|pills|rope|gun|knife|blade)",
  // Somebody's child in danger of their own hand.
  "(?:kill|killing|hang|hanging|harming|cutting) (?:himself|herself|themselves|themself)",
  "(?:hurts|hurting|cuts) (?:himself|herself|themselves)",
  "(?:he|she|they|son|daughter|child|kid|teen\\w*|year[- ]old)(?: \\w+){0,4} (?:wants? to die|wish(?:es)? (?:he|she|they) (?:was|were) dead)",
  "!(?:he|she|they|son|daughter|child|kid|teen\\w*|year[- ]old)(?: \\w+){0,4} (?:does not|do not|did not|no longer) wants? to (?:live|be alive|be here any ?more|exist)",
  "(?:cuts|cut marks|razor marks) on (?:his|her|my (?:son|daughter)'?s?|my \\w+'s) (?:arms?|wrists?|legs?|thighs?)",
  "(?:attempts? on my (?:own )?life|(?:attempt|attempted|tried|try|trying) to (?:take my|end my|kill myself|hang myself))",
  "(?:pills|tablets|medication|paracetamol)(?: \\w+){0,6} (?:and i )?(?:mean|intend|plan|am going|am ready) to (?:take|swallow)",
  "(?:took|swallowed|taken)(?: \\w+){0,2} too many(?: \\w+){0,4} (?:pills|tablets|paracetamol|painkillers)",
  "(?:knife|blade|razor|scissors|gun)LOOSE (?:to|against|at) my (?:wrists?|arms?|throat|neck|chest|head)",
  "would rather (?:die|be dead)LOOSE (?:i )?mean it",
  "want(?:ed|s)? to stop living|!(?:cannot|could not|can not) (?:stay|keep myself|remain) alive",
  "(?:blade|razor|knife|scissors)LOOSE (?:along|across|over|into) my (?:\\w+ )?(?:forearms?|arms?|wrists?|thighs?|skin|legs?)",
  "(?:imagin\\w+|plan(?:ning|ned)?|pictur\\w+|rehears\\w+) my own death|(?:dose|amount|how (?:much|many))LOOSE (?:would|could|will|to) kill me",
  "(?:starve|cut|burn|harm) (?:and (?:starve|cut|burn|harm) )?(?:herself|himself|themselves)(?! (?:on|off|a|an|some|while|when|shaving|free|loose))",
  "(?:let go of|climb(?:ed|ing)? over|other side of) the (?:railing|parapet)",
  "(?:choosing|chose|choose|chosen) (?:death|to die)|died? by (?:choice|my own hand)",
]);
add("en", "self_harm", "veiled", [
  "!(?:no|without|lost all|given up) hope(?: left)?(?: for (?:me|us))?(?= *$)|hopeless and(?: \\w+){0,3} (?:gone|over|done)",
  "(?:knife|blade|razor|rope)(?: \\w+){0,4} for myself",
  "(?:want|wants|wanted|wish|wishes|hope|hopes|pray|prays|think|thinks|thinking|plan|planning|planned|feel like|should|imagin\\w+|brave enough|courage to|decided|says? i|tells? me to|ready)LOOSE (?:die|be dead|dying|death|ending (?:it|everything|things|all)|takes? me(?= *$)|my (?:own )?funeral|not be here|be gone|suicide)(?! (?:by|from|at|laughing|for|of|battery|end|line|weight|quiet|tired|on (?:my|her|his) feet))",
  "if i (?:was|were|am) (?:dead|gone|not here)|how i (?:would|could|might|will) do it|brave enough(?= *$)",
  "!not (?:going to )?be (?:here|around|alive)(?: \\w+)? (?:next (?:week|month|year)|tomorrow|much longer|for long)",
  "!nothing left (?:for me|in me|to (?:live|fight) for)",
  "!(?:not think|not know how|cannot|not believe)(?: i| that i| if i)?(?: can| will| could)? (?:survive|make it through|get through)(?: \\w+)? (?:another|this|the night|tonight|one more)",
  "(?:what if i|thought|think|want|imagin\\w+|could)(?: \\w+){0,4} (?:driv(?:e|ing)|drove|crash(?:ed|ing)?|steer(?:ed|ing)?)(?: \\w+){0,3} (?:into|off) (?:the|a) (?!drive|garage|car park)\\w+",
  "(?:looking|look|stare|staring|stood|standing)(?: \\w+){0,2} (?:at|on|by) the (?:bridge|train tracks|tracks|pills|tablets|roof|edge|railing)",
  "(?:pills|tablets|rope|blade|razor)LOOSE (?:just in case|if i need|when i am ready|enough)",
  "cope(?: fine)? (?:without me|if i)|get on (?:fine|better) without me",
  "(?:should|could|might|will|just|maybe)(?: \\w+)? end it(?= *$)",
  "want (?:it|this|everything|all of (?:it|this)|the pain)(?: all)? to (?:be over|end|stop|go away)(?= *$)",
  "!(?:life|living|it all|everything|nothing)(?: \\w+){0,2} (?:no (?:meaning|purpose|point)|meaningless|pointless|not worth it)|i want out(?= *$)",
  "!(?:is|see|find) no point(?: any ?more| in (?:anything|it|any of (?:it|this)))?(?= *$)|no point any ?more",
  "(?:like|am|just|being) (?:a|such a|nothing but a) burden",
  "leav(?:e|ing)(?: \\w+){0,2} and never com(?:e|ing) back",
  "!(?:cannot|can not|no longer)(?: \\w+)? (?:see|imagine|picture) (?:a|any|my) future",
  "!(?:cannot|can not) (?:go on|carry on|keep going)(?: (?:like this|any ?more|much longer))?(?= *(?:$|and|with (?:this|life)))",
  "!(?:cannot|can not) (?:do|take|bear|stand|fight|cope)(?: (?:this|it|life))?(?: any ?more| any longer)(?= *$)",
  "!(?:see|there is|find) no way out|no way out of this|(?:see|see any|find)? ?(?:no|a) reason to keep going",
  "!what is the point(?: (?:of (?:it all|living|going on|anything)|in living|any ?more|going on))?(?= *$)",
  "disappear(?: forever| for good| completely)?(?= *$)|disappear forever",
  "!(?:a|just a|such a) burden (?:to|on|for) (?:every(?:one|body)|them|my|the|others)",
  "!(?:nobody|no ?one)(?: would| will)?(?: even| ever)? (?:miss|notice|care)(?: me)?(?: if)?(?: i)?(?: (?:was|were|is|am))? ?(?:gone|dead|disappeared|not here|me)",
  "!nobody needs me",
  "!not see (?:myself|a future)(?: being| still)?(?: (?:around|here|alive|for me))?",
  "be gone,? for good|gone for good",
  "i'?m done(?= *$)",
  // A world without oneself, or a time that one is not in.
  "!(?:easier|better|kinder|happier|calmer|lighter|best|relief|peace)LOOSE (?:if i|that i|when i|for me to|is to|to)(?: \\w+)? (?:were|was|am|be)?(?: \\w+)? ?not (?:around|here|there|be (?:there|here|around)|exist|part of|in (?:it|their))",
  "(?:no|not|never)LOOSE (?:worse|different|emptier|poorer)LOOSE without me",
  "!(?:will|would|am going to|going to|shall|think i will|to) not be (?:here|around|there|alive|needing)LOOSE (?:birthday|christmas|easter|summer|winter|spring|year|grow|wedding|school|tomorrow|next|see|long)",
  "!(?:not think|doubt|not believe|not sure)(?: that)? i (?:will|would)(?: still)? be (?:here|around|alive|there)(?! (?:on time|by|at|before|in time))",
  "!(?:will|would|am going to) not be (?:a me|needing (?:it|them|anything|that))|!(?:is|will be|was) (?:no|not a)(?: version of)?(?: \\w+){0,3} (?:with|without) me in it|there (?:is not|will not be|is no) (?:a )?(?:me|version ofLOOSE me in it)(?= *$|,)",
  "!(?:cannot|can not|not|no longer) (?:see|imagine|picture) (?:myself (?:getting|growing|being|turning|at|in)|next (?:year|summer|spring|winter|month)|anything (?:after|ahead))",
  "!not making (?:any )?plans(?= *$| for| any ?more)",
  "(?:if|whether) i (?:would|will)(?: still)? be (?:here|alive|around) (?:tomorrow|next|in the morning)LOOSE (?:not|no(?!\\w)|unsure|lied|know)",
  "(?:would|should) have been (?:gone|dead|out of here)(?: (?:a )?(?:long (?:time )?ago|years ago|by now|already))",
  "(?:they|kids|children|family|boys|girls|he|she) (?:would|will)(?: \\w+){0,3} (?:have|get|find|deserve) (?:a|somebody|someone) (?:proper|better|real|good|normal|nicer)(?: (?:mother|mum|mom|mama|father|dad|parent|wife|husband|one))",
  "(?:they|everyone|everybody|he|she|kids|children|family) (?:would|will)(?: \\w+){0,2} (?:get over (?:me|it|losing me)|cope|manage|be (?:fine|okay|all right))(?: (?:soon|quickly|without me|one day))?(?= *$)(?<=(?:me|cope|soon|losing me))",
  // Setting one's things in order.
  "(?:giv(?:e|ing|en)|gave)(?: \\w+)? (?:away )?my (?:things|stuff|belongings|possessions|jewell?ery|ring|necklace|records|books)(?: \\w+)?(?: away)?(?: now| so|,|LOOSE (?:not be needing|should have|will not need))",
  "(?:sorted|arranged|settled|organi[sz]ed|written down|wrote down|put in order|updated)LOOSE (?:will|insurance|passwords|papers|custody|who gets|who takes)LOOSE (?:ready|afterwards|after me|once i am|when i am gone|without me|who gets|when it happens|manage)",
  "(?:said|saying|say|made) (?:my|all my) goodbyes|goodbyes? (?:in my head|to (?:them|the kids|the children|everyone))LOOSE",
  "(?:look after|take care of|be good to) (?:the|my) (?:kids|children|boys|girls|baby|twins)(?: for me)?(?= *$)(?<!(?:to|who|they|she|he|will|can|could|grandparents) (?:look after|take care of) (?:the|my) (?:kids|children|boys|girls|baby|twins))",
  // The pull of a place or of means.
  "(?:balcony|bridge|ledge|edge|roof|tracks|platform|railing|car park|cliff|window|river|water|medicine cabinet|pills|tablets|knives|razor)LOOSE (?:pull(?:s|ing|ed)? (?:at )?me|pulling(?= *$)|call(?:s|ing|ed) (?:to )?me|inviting|tempt(?:s|ing)|wondering|on my mind|in my (?:mind|thoughts)|so easy|how easy)",
  "(?:look|looking|stare|staring|stood|stand|standing|sat|sit)LOOSE (?:top|edge|roof|ledge|railing)LOOSE (?:wonder|think|thought|jump|easy|how)",
  "!(?:not|never|without|forget to|almost did not) (?:turn|turning|brake|braking|steer|steering|move|moving|get|getting)LOOSE (?:wheel|truck|lorry|train|oncoming|out of the way|bend)",
  "close my eyesLOOSE (?:motorway|driving|wheel|road|traffic|bridge)|(?:motorway|driving|wheel|highway|autobahn)LOOSE close my eyes",
  "(?:garage|car)LOOSE engine (?:running|on)|engine (?:running|on)LOOSE (?:garage|closed|windows)",
  "(?:counted|counting|count|saved|saving|kept|keeping|put|putting|hid|hidden|collected)(?: \\w+){0,3} (?:pills|tablets|painkillers|sleeping pills)(?! (?:for (?:the|my|his|her|our) (?:worm|cold|cough|holiday|trip|mum|mother|dad|dog|cat)|away|out of))",
  // A death that one would not mind.
  "!(?:wish|wished|hope|hoped|hoping|relieved|glad|mind|fight it|like it|sorry|good)LOOSE (?:terminal|cancer|fatal|incurable|(?:really|seriously) ill|accident|not worn off|not come round|something happened to me|something happens to me|hit by|not survived?|did not make it)",
  "!(?:not|never) (?:fight|mind|care)LOOSE (?:something|anything) (?:happened|happens) to me|(?:if i got|if i had|got)(?: \\w+){0,2} (?:ill|cancer|sick)LOOSE (?:relieved|relief|glad|easier)",
  "!wish(?: \\w+){0,6} (?:had|would)(?: \\w+){0,2} (?:not|never) (?:worn off|woken|come back|come round|ended)",
  "!(?:sleep|asleep|close my eyes)(?: \\w+){0,3} (?:not|never)(?: \\w+){0,2} (?:wake|waking|open)",
  "(?:who|how many|whether (?:anyone|anybody)) would (?:come to|be at|cry at|speak at) my funeral|my (?:own )?funeral",
  // No reason, no way, only an end.
  "(?:what|why) am i (?:still |even )*(?:here|alive|living)(?: for)?|(?:only|just) (?:still )?(?:here|alive) (?:because|for)|only reason (?:that )?i am (?:still )?(?:here|alive)",
  "(?:only|just) (?:one|a single|one more) (?:way|thing|exit|door) (?:out|left|that i)|way outLOOSE (?:only one|except|other than|but (?:to|not)|not being)|only way (?:out|to (?:give|make|stop|end|get))LOOSE (?:not (?:to )?be|without me|gone|die|end|disappear|not exist)",
  "(?:stop|stopped|quit|tired of|done with|sick of) existing|(?:quiet|peaceful|nice|easy|good|calm)LOOSE to just stop(?= *$)",
  "(?:want|wish|need)(?: \\w+){0,2} (?:it|everything|all|this|all of it|all this)(?: all)? to (?:be over|stop|end|be done)(?: (?:for good|forever|now|at last))?(?= *$)",
  "!(?:what is|where is|is there|see) (?:the|any|a) (?:point|sense|use) (?:of|in) (?:living|being (?:here|alive)|life|going on|waking)",
  "!(?:cannot|can not) (?:go|carry|keep) on(?: any ?more| any longer| like this)?,LOOSE",
  "(?:like|as if|as though)(?: i am| i was| i were)? already (?:gone|dead|a ghost)|already gone and",
  "i am done(?= *$|, goodbye)|world without me",
  // Said of somebody else, or with a day to it.
  "(?:tried|trying|tries|wants?|wanted|going|attempted|plans?|planning|planned|threaten(?:s|ed|ing)?|meant) to (?:end|take) (?:his|her|their) (?:own )?life(?!LOOSE (?:years ago|in (?:the \\w+|\\d{4})|(?:before|when) i was))",
  "(?:took|taken|swallowed) (?:the (?:whole )?lot|them all|all of them)",
  "(?:tonight|tomorrow|today|by morning|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|this (?:mon|tues|wednes|thurs|fri|satur|sun)day)(?: \\w+)? i (?:am|will)(?: \\w+)? (?:die|dying|dead)|i (?:am dying|will die|will be dead|am going to die|die) (?:tonight|tomorrow|by (?!the time|then)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|this (?:mon|tues|wednes|thurs|fri|satur|sun)day)",
  "(?:cuts?|cutting|slit|burns?|burnt|burned) (?:herself|himself|themselves)(?! (?:off|a|an|some|while|when|shaving|free|loose|on|opening))",
]);
add("en", "child_harm", "clear", [
  "!(?:do not|not) feel safe (?:with|around|alone with|near|holding) (?:my|the|our|him|her|them)(?: (?:baby|child|son|daughter|kids|children|newborn|twins))?(?! (?:husband|partner|boyfriend|wife|ex))",
  "(?:lost control|lost it|snapped|lost my temper)LOOSE (?:shook|hit|hurt|slapped|squeezed|threw|grabbed|kicked|choked) MY_CHILD",
  "(?:want|imagine|imagining|picture|thought|think|thoughts|urge)LOOSE (?:dropping|throwing|drop|throw|push|pushing) MY_CHILD (?:out of|off|down|from|into|under)",
  "squeezed (?:him|her|them|the baby|my \\w+) (?:too|so|really) (?:hard|tight)|threw (?:the|my) (?:baby|newborn|child|son|daughter|toddler)(?! (?:a|the|in the air|up))",
  "(?:boyfriend|girlfriend|husband|wife|partner|step(?:dad|father|mother|mum|brother)|ex|uncle|grandfather|grandad|childminder|teacher|nanny|babysitter|neighbou?r|coach|father|dad)(?: \\w+){0,2} (?:hit|beat|burned|burnt|shook|slapped|kicked|hurt|choked|punched|touched|undressed|locked) (?:my|our|the)(?: \\w+)? (?:baby|newborn|child|children|kids?|son|daughter|toddler|twins|boy|girl)",
  "am a danger to (?:my|the|our|him|her|them)",
  "i(?: just| really| nearly| almost)* smacked MY_CHILD(?! (?:on the (?:bottom|bum) playfully|hand))",
  "i (?:(?:have )?hurt|injured|harmed) (?:my|the|our) (?:baby|newborn|child|son|daughter|toddler)(?! feelings?)",
  "!(?:cannot|can not|afraid to|scared to|should not) be alone with (?:the|my|our) (?:\\w+ )?(?:baby|twins|kids|children|newborn|child|boys|girls)LOOSE (?:do something|hurt|harm|lose)",
  "(?:want|wanted|wanna|urge|going|about|afraid|scared|terrified|worry|worried|thought|thoughts|think|thinking|imagine|imagining|images?|visions?|pictur\\w+|see|seeing|feel like|might|will|lose it and)LOOSE (?:hurt|hurting|harm|harming|kill|killing|shake|shaking|smother|smothering|suffocat\\w+|drown|drowning|strangl\\w+|chok(?:e|ing)|hit|hitting|stab|stabbing|slap|slapping|poison\\w*|beat|beating|punch\\w*|throw|throwing|drop|dropping) MY_CHILD(?! (?:feelings?|a|an|in the air|off|out|at|with a|to)(?!\\p{L}))",
  "(?:i|we|have)(?: just| really| nearly| almost| only)* (?:shook|shaken|smothered|choked|strangled|punched|kicked|beat|threw|slapped|bruised) MY_CHILD(?! (?:in the air|up|gently|softly|at (?:chess|cards|\\w+ again)|a|an|off|over|out|into bed|awake|hand)(?!\\p{L}))",
  "i(?: just| really)* hit MY_CHILD (?:so |too |very |really )?(?:hard|again|in|on|with|because|and|today|when)",
  "throw(?: the baby| him| her| them) (?:against|across|at the wall|out of the window|down the)|threw (?:him|her|the baby) (?:against|across|down)",
  "(?:pillow|blanket|hand) (?:on|over) (?:his|her|their|the baby's) (?:face|mouth|nose)",
  "grabbed (?:him|her|them|the baby) by the (?:neck|throat|hair)|squeezed (?:his|her) \\w+ until",
  "dropped (?:him|her|the baby) on purpose",
  "!(?:do not|cannot|can not|no longer) trust myself(?: \\w+){0,3} (?:with|around|near) MY_CHILD",
  "!(?:should|must|can) ?(?:not|never) be (?:left )?alone with MY_CHILD",
  "!(?:is|are|be) not safe (?:with|around|near) me",
  "(?:afraid|scared|terrified|frightened|worried) of what i (?:might|could|will|would|may|am going to) do(?: to)?",
  "(?:snap|lose it|lose control)(?: and)?(?: (?:hurt|harm|do (?:something|anything)))(?: to)? MY_CHILD",
  "(?:hurt|hurting|hits|hitting|beats|beating|shakes|shaking|slaps|molest(?:s|ed|ing)|abus(?:es|ed|ing)|touch(?:ed|es|ing)|rough with) (?:my|our|the)(?: \\w+)? (?:baby|newborn|child|children|kids?|son|daughter|toddler|twins|boy|girl)(?! (?:with a|on the (?:nose|shoulder|hand)))",
  "(?:left|found|has|have) bruises on (?:his|her|their|my (?:son|daughter)'s)",
  "i(?: just| really| have| had)* (?:hit|slapped|smacked|beat|punched|bit|burned) MY_CHILD(?:'s face)?(?: (?:tonight|yesterday|last night|today|across|once|twice|until|hard|in anger|with (?:a|the|my) (?:belt|spoon|shoe|hand|stick))| *$|,)",
  "(?:i was|i am|was|i caught myself)(?: \\w+)? (?:choking|shaking|hitting|strangling|smothering|beating|slapping) MY_CHILD(?! (?:awake|at|a hand))",
  "(?:shook|shaken) MY_CHILD(?: so| too| very)* (?:hard|that|until)",
  "(?:stepfather|stepdad|stepmother|stepbrother|uncle|grandpa|grandfather|grandad|cousin|brother|neighbou?r|teacher|coach|babysitter|boyfriend|priest|trainer)(?: \\w+){0,3} (?:touches|touched|touching|undresses|undressed|molests|abuses|fondl\\w+) (?:her|him|them|my|our)(?! (?:\\w+ )?(?:hair|shoulder|hand|head|cheek|nose|toes|feet|things|toys)(?!\\p{L}))",
  "i(?: just| have| had| even)*(?: \\w+ \\w+ and)? (?:flung|hurled|slammed) MY_CHILD",
  "(?:and|i) (?:flung|hurled|slammed) MY_CHILD (?:on|onto|against|into|across|down|at)",
  "puts? (?:his|her|a) hands? (?:in|down) (?:her|his|their) (?:pants|knickers|trousers|underwear)",
  "(?:urge|impulse)LOOSE (?:drop|throw|push|tip|let go of)LOOSE (?:pram|buggy|stroller|cot|baby|him|her)",
  "(?:giv(?:e|ing|en)|gave) MY_CHILD (?:my |some |a bit of |half a )*(?:sleeping|sedat\\w+|valium|alcohol|wine)LOOSE (?:out|quiet|asleep|sleeps?|stop)",
]);
add("en", "child_harm", "veiled", [
  "(?:have|having|get|getting|had|keep having|has)(?: \\w+){0,3} (?:scary|dark|horrible|intrusive|terrible|awful|violent|bad|evil) (?:thoughts|images|pictures|visions) (?:about|of|with)(?: \\w+){0,3} (?:baby|him|her|them|child|children|son|daughter|knife|twins)",
  "(?:keep|kept) (?:seeing|imagining|picturing)LOOSE (?:drop|fall|stairs|knife|window|drown|hurt)",
  "images of(?: \\w+){0,4} (?:knife|knives|drowning|falling|blood)",
  // Having been near it, or fearing to be.
  "(?:had to|have to|need to|needed to|must)(?: \\w+){0,2} (?:leave|walk|walk out|go out|go|get out|lock myself|put (?:him|her|the baby) down)LOOSE (?:before|because|so that|so|or) iLOOSE (?:did|do|would|not|might|lose)",
  "what my hands|!(?:not know|scared of|afraid of|frightened of|trust)(?: \\w+){0,3} my (?:own )?hands|hands (?:were|are) shaking and iLOOSE afraid",
  "(?:afraid|scared|frightened|terrified) of (?:myself|what (?:happens|will happen|comes)(?: \\w+){0,3} (?:time|when|if))",
  "(?:afraid|scared|frightened|terrified|worried|fear)(?: that)? i (?:might|will|could|may|am going to|would)(?: \\w+)? (?:lose it|snap|lose control|explode|do something)",
  "(?:gripped|grabbed|held|pulled|yanked|squeezed|pushed|shoved|handled|put)LOOSE (?:too (?:hard|tight|roughly|rough)|harder than|rougher than|so hard|far too|rough)",
  "(?:was|am|been|got) (?:too |so |much )?(?:rough|rougher)(?: \\w+)? with(?: the| my| our)? (?:baby|him|her|them|son|daughter|twins|newborn|child|kids)",
  "(?:wanted|want|had|needed) to shut (?:her|him|them|the baby|it) up|shut (?:her|him|them) up,? whatever",
  "(?:understand|understood|get|see)(?: \\w+)? (?:how|why)(?: \\w+)? (?:people|parents|mothers|fathers|someone|somebody) (?:hurt|shake|hit|harm|kill|snap)",
  "!(?:not|never) safe (?:with|around|alone with|for) (?:the|my|our|him|her|them|children)",
  "!(?:do not|cannot|can not|no longer|not) trust myself(?: any ?more| alone| tonight| right now)?(?= *$)",
  "before i (?:did|do|would do|hurt) (?:something|anything)(?: to)?",
  "something (?:in|inside) me (?:wanted|wants) to (?:hurt|hit|shake|shut|throw|silence)",
  // Marks, and somebody a child fears.
  "(?:marks|bruises|bruising|burns|welts)LOOSE (?:after|nobody|no ?one|cannot|explain|dad's|father's|mother's|weekend|nursery|daycare|uncle|arms|back)",
  "(?:he|she|son|daughter) (?:flinches|cowers|freezes|shakes|wets (?:himself|herself))(?: \\w+)? (?:when|whenever|if|as soon as)",
  "!(?:will not|does not want to|refuses to|never wants to|scared to|afraid to) be (?:left )?alone with (?:him|her|his|my|the|uncle|grandpa)",
  "(?:locks?|locked|shuts?) (?:him|her|them|me|the (?:kids|children|baby|boys?|girls?)) (?:up )?in(?:side)? (?:the|a) (?:cupboard|shed|cellar|garage|boot|trunk|wardrobe|closet|attic|loft|dark|basement|dog \\w+|kennel|crate|cage|outhouse|toilet|bathroom)(?! for a (?:game|joke))",
]);
add("en", "abuse", "clear", [
  "ABUSER (?:hits|beats|hurts|chokes|threatens|kicks) (?:my|our) (?:mother|mum|mom|sister|brother|siblings)",
  "hid(?:e|ing)? (?:my|the) bruises|took my phone (?:and|away)LOOSE (?:lock|door|leave|hit)|locked (?:the door|me|us) (?:so|and)LOOSE (?:leave|out|call)",
  "ABUSER(?: (?!(?:never|not|nie|nicht)(?!\\p{L}))\\w+){0,2} (?:threw|dragged|drags|shoved|shoves|pinned|pins|locked|locks|burned|spat at|spits at|grabs) (?:me|us)(?! (?:a|the|out of the (?:bathroom|kitchen|fun))(?!\\p{L}))",
  "mak(?:es?|ing) me have sex|have sex when i",
  "(?:find|hurt|kill) (?:me|us) and (?:kill|hurt|take)|kill us(?= *$)",
  "ABUSER(?: (?!(?:never|not|nie|nicht)(?!\\p{L}))\\w+){0,2} (?:breaks|smashes|destroys|broke|smashed) my|screams at (?:me|us) until|calls me (?:worthless|stupid|useless|a whore|names)",
  "ABUSER(?: (?!(?:never|not|nie|nicht)(?!\\p{L}))\\w+){0,2} punched (?:a hole|the (?:wall|door))|punched a hole",
  "(?:and|then) (?:hit|kicked|punched|slapped|choked) me(?= *$)",
  "ABUSER(?: (?!(?:never|not|nie|nicht)(?!\\p{L}))\\w+){0,3} (?:will|would|might|could|is going to) (?:kill|hurt|hit|beat) (?:me|us)(?! with (?:kindness|laughter))",
  "ABUSER(?: (?!(?:never|not|nie|nicht)(?!\\p{L}))\\w+){0,2} (?:controls?|controlling|decides?) (?:what|who|where|everything|how) (?:i|my)",
  "ABUSER has (?:hit|beaten|punched|slapped|choked|kicked) (?:me|us|the (?:kids|children|baby))",
  "ABUSER(?: (?!(?:never|not|nie|nicht)(?!\\p{L}))\\w+){0,3} (?:hits?|hitting|beats?|beating|punch(?:es|ed)|slap(?:s|ped)|chok(?:es|ed)|strangl(?:es|ed)|kick(?:s|ed)|pushed|shoved|shoves|raped?|rapes|hurts|threatens|assault(?:s|ed)|grabbed) (?:me|us)(?! (?:in football|at (?:chess|cards|tennis|football|scrabble|games?)(?!\\p{L})|with (?:a|his|her) (?:rattle|spoon|toy|pillow|smile)))",
  "(?:threaten(?:s|ed)|going|wants) to (?:kill|hurt|stab|shoot) (?:me|us)",
  "(?:raped|raping) me|forc(?:ed|es|ing) me (?:to (?:have sex|sleep with)|into (?:sex|bed))",
  "hands? (?:around|round) my (?:throat|neck)",
  "(?:i|we) (?:am|are|feel|was|have been|get|live)(?: (?!(?:never|not)(?!\\p{L}))\\w+){0,3} (?:afraid|scared|frightened|terrified) of (?:my (?:husband|wife|partner|boyfriend|girlfriend|ex|father|stepfather)|him|what (?:he|she) (?:will|might|would|could|is going to) do)",
  "(?:afraid|scared|frightened|terrified) to (?:go|come|be at|stay at) home",
  "!(?:am|are|feel) not safe (?:at home|in my (?:own )?home|with (?:him|her))|(?:do not|not) feel safe (?:at home|with him|in my)",
  "!(?:will not|does not|never|would not) lets? me (?:leave(?! (?:his|her|the) (?:bed|cot|room|side))|go out|see my|have (?:money|a phone|friends)|out of|talk to)",
  "(?:tracks?|checks?|tracking|controls?|controlling)(?: all)? (?:my phone|all the money|the money|my money|where i go|everything i do)",
  "(?:bruises|black eye) from (?:him|her|my (?:husband|partner|wife|boyfriend))",
  "(?:he|she|husband|wife|partner|boyfriend)(?: \\w+){0,2} (?:gets?|is|becomes?) violent",
  "(?:take|takes|taking) (?:the|my) (?:children|kids|baby|child) (?:away )?if i (?:ever )?leave",
  "(?:throws|threw) (?:things|plates|a \\w+) at me",
  "(?:follows|stalks|stalking|waits outside)(?: me| my)",
  "ABUSER(?: (?!(?:never|not)(?!\\p{L}))\\w+){0,5} (?:threatened|threatens|threatening)(?: to (?:kill|hurt|hit|take)| (?:me|us)(?: both)?(?! (?:with (?:a tickle|the vacuum))))",
  "ABUSER(?: (?!(?:never|not)(?!\\p{L}))\\w+){0,3} (?:push(?:es|ed)|shov(?:es|ed)|slam(?:s|med)|throws|threw|bang(?:s|ed)|knock(?:s|ed)) (?:me|my (?:head|face|arm|body)) (?:against|into|down|on|onto|to the)",
  "mak(?:es?|ing) me (?:have sex|sleep with|do things)",
  "cigarettes? out on (?:me|my)|came at (?:me|us) with",
  "(?:squeez(?:ed|es)|gripp(?:ed|s)|grabb?(?:ed|s)|press(?:ed|es)) my (?:neck|throat)|no for an answerLOOSE (?:in bed|sex)",
]);
add("en", "abuse", "veiled", [
  "walk(?:ing)? on eggshells",
  "(?:breaks|smashes) things when",
  // Being controlled and watched.
  "(?:have|need|had) to (?:ask|beg|show|tell)(?: \\w+){0,2} (?:him|her|permission|receipts?)LOOSE before i (?:spend|buy|go|see|leave|call|eat)",
  "(?:he|she|husband|wife|partner|boyfriend|girlfriend)(?: \\w+){0,2} (?:reads|checks|goes through|monitors|counts|looks through|times)(?: all)?(?: of)? my (?:messages|phone|texts|emails?|mileage|calls|receipts|steps|bag)|checks the mileage",
  "(?:took|takes|hid|hides|keeps|kept|has)(?: away)? my (?:keys|phone|passport|money|cards?|papers|car)LOOSE (?:so (?:that )?i (?:could|can)(?:not| not)|to stop me|so i cannot|from me)",
  "(?:never|not) see (?:the|my) (?:kids|children|baby|son|daughter|boys|girls) again if i|(?:make sure|see to it|take care)(?: that)? i (?:never|do not|will not) see",
  "if i (?:ever )?(?:left|leave|go|went|talk|talked|tell|told)LOOSE (?:he|she)(?: says| said)?(?: (?:he|she|that he|that she))? (?:would|will)LOOSE (?:find|kill|hurt|take|regret|pay|come after|burn)",
  "(?:he|she) (?:says|said|tells me|told me)(?: that)? (?:nobody|no ?one)(?: \\w+)? (?:will|would)(?: ever)? (?:believe|want|help) me",
  "(?:perfect|ready|clean|tidy|quiet|done|in order)LOOSE (?:he|she) (?:comes|gets|is) home,? or (?:else|he|she)|before he (?:comes|gets) home,? or else",
  // Hiding what happened, or oneself.
  "(?:told|tell|telling) (?:the |my |a |our )?(?:doctor|nurse|hospital|teacher|boss|mother|mum|mom|sister|friend|paramedics?|everyone|everybody|colleagues?|neighbou?r)(?: \\w+)? (?:that )?i (?:fell|had fallen|slipped|tripped|walked into|ran into|bumped into)(?! (?:asleep|on the (?:ice|snow)|off (?:a|the|my)))",
  "(?:careful|watch)(?: about| with)? what i wear|(?:so|that) (?:nobody|no ?one)(?: \\w+)? sees? my (?:arms?|neck|face|back|legs?|bruises)|cover(?:ed|ing)? (?:it|them|the (?:marks|bruises?))(?: up)? with (?:make-?up|concealer|a scarf|sleeves)",
  "(?:hidden|hid|packed|keep|kept|put)(?: \\w+){0,2} (?:a|my|the|our) (?:bag|suitcase|documents|passports)LOOSE (?:run|escape|get away|get out|flee|case he|case she)",
  "(?:door|room|bathroom|nursery) lockedLOOSE because of (?:him|her|my (?:husband|wife|partner))|sleep(?:ing)?LOOSE door locked",
  "(?:dragged|yanked|hauled) me (?:by|down|out|off|across|back)",
  "(?:has|got|with|pulled|waving|holding|held|points?|pointed) (?:a|the|his|her) (?:loaded )?(?:gun|shotgun|rifle|pistol|knife|machete|axe|cleaver|hammer)(?: \\w+){0,4} (?:at|outside|me|us)",
  "(?:my|his|her) (?:husband|wife|partner|boyfriend|girlfriend|ex|dad|father|stepdad|mum|mother|brother|son|uncle)(?: has| had| have)? (?:shoved|kicked|dragged|burned|burnt|stamped on|stabbed|choked|beaten|punched|slapped|whipped|headbutted|strangled|smothered) (?:me|my|him|her|us|the baby|the kids|our)",
]);
add("en", "postpartum", "clear", [
  "(?:someone|somebody|they|people) (?:has |have )?(?:replaced|swapped|exchanged|switched) (?:my|the|our) (?:baby|daughter|son|child|newborn)",
  "!not slept(?: at all)? (?:for|in) (?:a|one|two|almost a) weeks?\\b.{0,60}(?:energy|amazing|great|fine|understand|clear|special|powerful|racing)",
  "voices? in my head|hear(?:ing)? (?:a|the) voices?(?= *$| tell| say| since)",
  "(?:baby|son|daughter|child|he|she) is (?:the|a) (?:messiah|prophet|saviour|savior|antichrist|chosen one|reincarnation)|i am (?:the|a) (?:messiah|prophet|virgin mary|saviour)",
  "send(?:s|ing)? me (?:\\w+ )?(?:messages|signs|signals)(?! on| by| from (?:work|the school))",
  "!not slept(?: at all)? (?:for|in) (?:\\w+ )?(?:two|three|four|five|six|seven|\\d) (?:days|nights)\\b.{0,60}(?:fantastic|wonderful|full of|never better|on top|alive|superhuman|powerful|perfect)",
  "(?:plot|conspiracy|plan) to (?:take|steal|harm|kidnap|poison) (?:my|the|our)",
  "(?:radio|tv|television|news|phone)(?: \\w+){0,2} (?:talking|talks|speaks|speaking) (?:about|to) me",
  "(?:people|man|woman|they|someone|somebody|presenter|news) (?:on|in|from) (?:the )?(?:tv|television|radio|news|internet)(?: \\w+)? (?:talk|talking|talks|speaking|speaks|know|knows|laughing|sending)(?: \\w+){0,2} (?:me|my)",
  "!(?:baby|child|son|daughter|newborn)(?: \\w+)? (?:is not|was not|is no longer) (?:human|real|mine|my own|from this world)",
  "(?:baby|child|son|daughter|newborn|husband|she|he)(?: \\w+){0,2} (?:was|been|were) (?:swapped|replaced|exchanged|switched)(?! (?:at nursery|to|the|his|her) )",
  "put(?:ting)? (?:something|poison|drugs) in (?:the|my|our) (?:food|drink|milk|water|tea|bottles?)|(?:poisoning|trying to poison) (?:me|us|the|my)",
  "(?:hear|hearing|heard)(?: \\w+){0,3} voices?(?: \\w+){0,3} (?:tell(?:s|ing)?|say(?:s|ing)?|when (?:nobody|no ?one)|that (?:nobody|no ?one|are not))|the voices? (?:tell|say)s?|(?:hear|hearing)(?: \\w+){0,3} voices?(?= *$)|voice when (?:nobody|no ?one) is",
  "(?:baby|child|son|daughter|newborn)(?: \\w+){0,2} (?:is|are|was)(?: \\w+){0,2} (?:possessed|evil(?! (?:genius|plan|grin|laugh|little))|the devil|satan|a demon|cursed|a messenger|a (?:god|prophet))",
  "(?:was|were|been|they) (?:swapped|replaced|exchanged|switched)(?: (?:her|him|in the hospital|my baby|at birth|with))",
  "!(?:that|this|she|he|it) is not (?:really )?my (?:baby|child|son|daughter)(?! sitter)",
  "!not slept(?: at all)? (?:for|in) (?:\\w+ )?(?:two|three|four|five|six|seven|\\d) (?:days|nights)\\b.{0,60}(?:amazing|great|fine|invincible|energy|racing|special|brilliant|not tired|mission)",
  "!(?:do not|no longer) need(?: any)? sleep(?: any ?more)?\\b.{0,50}(?:mission|special|energy|chosen|power|invincible)",
  "(?:god|angels?|jesus|satan|the devil|the radio|the tv|the television) (?:told|tells|is telling|chose|wants|orders?|ordered|commands?|is sending|sends|speaks to) (?:me|my|us)",
  "(?:watching|spying on|listening to|filming) (?:me|us)(?: \\w+)? (?:through|from|with|by) (?:the|our|my)|cameras in (?:the|my|our)(?: \\w+)? ?(?:nursery|house|walls|bedroom|room)",
  "(?:every(?:one|body)|they|they all|all of them|the \\w+) (?:is|are) (?:plotting|conspiring|trying|planning) to (?:take|steal|poison|kill) (?:my|the|our|me)",
  "(?:read|reads|reading|control|controls) my (?:thoughts|mind)",
  "i was chosen|i am the chosen",
  "(?:the |these |some )?voices?(?: \\w+){0,3} (?:are |is |keeps? )?(?:telling|tell|tells|told|want|wants|order|orders|ordering|command|commands|say|says|saying) (?:me|that|to|us|i)",
  "(?:hear|hears|hearing|heard)(?: \\w+)? (?:a voice|someone|somebody|whisper\\w*)(?: \\w+){0,2} (?:that|who|whispering|telling|ordering|saying|to)(?: \\w+){0,3} (?:orders?|tells?|says?|nobody|baby|me|hurt|must)",
  "see(?:s|ing)?(?: \\w+){0,2} (?:people|things|figures|faces|shadows|insects|animals|a man|a woman|someone)LOOSE (?:cannot see|not there|are not (?:there|real)|nobody (?:else )?(?:sees|can see|believes))",
  "(?:hospital|midwives|midwife|nurses?|doctors?|they|somebody|someone)(?: \\w+){0,2} (?:swapped|switched|exchanged|replaced) (?:my|the|our) (?:baby|babies|son|daughter|child|newborn)",
  "(?:she|he|baby|child) is possessed|(?:this|my|the) (?:child|baby|newborn) is (?:a demon|not human|the devil|evil(?! genius))",
  "!not slept in (?:\\w+ )?(?:two|three|four|five|six|seven|\\d) (?:days|nights)\\b.{0,60}(?:god|voices?|speaks|mission)",
  "(?:speaks?|speaking|talks?|talking|whispers?|whispering)(?: to (?:me|us))? (?:out of|through|from) (?:the )?(?:baby )?(?:monitor|radio|walls?|tv|television|ceiling)",
  "gave birth to (?:the|a) (?:saviour|savior|messiah|prophet|devil|demon)|not(?: \\w+){0,2} the same baby(?: \\w+)? (?:i|we) (?:carried|had|gave birth|brought)",
]);
add("en", "postpartum", "veiled", [
  "(?:am|being|feel|are) (?:being )?(?:watched|followed)(?= *$| by| all)",
  "!not slept(?: at all)? (?:for|in) (?:three|four|five|six|seven|\\d) (?:days|nights)(?= *$)LOOSE",
  "!nothing (?:feels|is|seems) real",
  "!(?:feel|feels) (?:like )?(?:outside|detached from) (?:of )?my (?:own )?body",
  "!(?:do not|have not|did not|not|no longer)(?: \\w+)? need(?:ed)?(?: any)? sleepLOOSE (?:thoughts|racing|powerful|connected|clear|alive|awake|mind|since|at all)",
  "(?:it is|it all|everything is|how it is|all) (?:all )?connected(?= *$)|(?:finally|suddenly|now) (?:see|understand) how (?:it|everything)",
  "(?:looks?|looking|stares?|staring) at me (?:as if|like|as though)LOOSE (?:somebody|someone|something) else",
  "(?:send|sends|sending) (?:\\w+ )?(?:signals|messages|signs|codes?) (?:through|by|with|in|to (?:me|my|the baby|us))",
  "(?:being told|am told|they tell me) things(?: \\w+){0,3}(?: \\w+)? (?:nobody|no ?one)|(?:nobody|no ?one) else (?:can|could) (?:hear|see)",
  "(?:baby|he|she|newborn|son|daughter) has a (?:message|mission|purpose|task)(?: \\w+)? (?:for|from) (?:the world|mankind|god|heaven|everyone)",
]);
add("en", "medical", "clear", [
  "(?:swallow(?:ed|s)?|drank|ate|drunk|eaten)(?: \\w+){0,3} (?:antidepressants?|cleaning|cleaner|fluid|painkillers|paracetamol|ibuprofen|medicine|vape|nicotine|weed ?killer|pesticide|nail polish|toilet|dishwasher|laundry|capsule|pod)",
  "(?:soak|fill|bleed|go)\\w*(?: \\w+){0,3} pads?\\b.{0,30}(?:hour|minutes)",
  "!baby(?: \\w+)? not breathing|!not breathing",
  "is (?:blue|grey) and|(?:blue|floppy|limp) and (?:limp|floppy|cold|quiet|not)",
  "!(?:is not|stopped|not|hardly|barely|struggling to|has stopped|cannot) breath(?:e|ing)(?! in (?:these|this|that|my))(?! space)",
  "(?:turn(?:ed|ing|s)|is|are|gone|going|went) blue(?! with| and white| eyes)|(?:lips|face|skin) (?:is|are|is turning|are turning|turned) (?:blue|grey)",
  "(?:is|are|'s) (?:having|in) a (?:seizure|fit|convulsion)|is convulsing|is fitting|is seizing",
  "!(?:cannot|can not|could not) wake (?:my|the|him|her|up)(?: (?:baby|son|daughter|child))?(?! (?:up )?(?:for|at|in the))",
  "!will not wake up(?! for| at| in the| before| until)|will not respond|unresponsive|unconscious|gone limp|is limp",
  "(?:swallow(?:ed|s)?|drank|ate|drunk|eaten)(?: \\w+){0,3} (?:battery|batteries|bleach|pills|tablets|magnets?|detergent|poison|medication|antifreeze|dishwasher|sleeping)",
  "(?:is|are|'s) choking(?! (?:back|up|on (?:her|his) words))",
  "(?:soak(?:ing|ed|s)?|filled|filling|go(?:ing)? through)(?: through)?(?: \\w+){0,2} pads?\\b.{0,20}hour",
  "bleeding (?:heavily|a lot|and it)|bleeding (?:will not|does not|is not) stop|clots? (?:the size|as big|bigger)",
  "headache\\b.{0,50}(?:flashing|spots|stars|blurred|vision)|(?:flashing lights|blurred vision|spots)\\b.{0,50}headache",
  "(?:my )?chest (?:hurts|pain)\\b.{0,30}breath",
]);

add("en", "medical", "veiled", [
  "(?:fit|fitting|seizure|convulsions?|seizing)\\b.{0,30}(?:\\d+ minutes|minutes now|not stopp|will not stop)",
  "throat(?: is| are)? (?:closing|shutting|swelling|swollen|closed|got small)|tongue(?: is)? (?:swelling|swollen)|(?:lips|face|eyes)(?: is| are)?(?: all)? (?:swelling|swollen|puffing|blowing) up",
  "(?:is|gone|went|goes|all|feels) (?:all )?(?:floppy|limp|listless) and|(?:is|gone|feels) (?:all )?(?:floppy|limp|listless)(?= *$)",
  "!(?:cannot|can not|could not) (?:get|catch) (?:my|her|his) breath(?! (?:after|in|from|for laughing))|fighting for breath|struggling for (?:breath|air)|ribs (?:are )?(?:sucking|pulling) in|sucking in (?:at|under)",
]);

// Said of oneself and of others in plain words: what somebody did, to whom, and with what.
add("en", "self_harm", "veiled", [
  "(?:pull|pulled|pulling|drag|dragged|coax|coaxed|talked) (?:me|him|her|them)(?: \\w+)? (?:off|from|back from|down from) (?:the|a) (?:roof|bridge|parapet|tracks|beam)",
  "!(?:will|would|shall|could) not live (?:to face|any ?more)",
  "i (?:burn|cut|scratch|hit|punish|bite|starve|hurt) (?:myself|my (?:\\w+ )?(?:arms?|legs?|thighs?|skin|wrists?)) (?:when|because|so|every|each|after|until|to (?:feel|stop|cope|calm|punish|keep)|whenever)",
  "cut(?:ting|s)? too deep|(?:took|taken|swallowed|takes) (?:all|most) (?:of )?(?:mum's|dad's|gran's|nan's|their)(?: \\w+)? (?:tablets|pills|medication|meds|insulin|antidepressants|painkillers)",
  "(?:paracetamol|tablets|pills|painkillers|insulin)[^a-z]{1,3}(?:too many|all of (?:it|them)|the (?:whole|lot))|(?:regret|wish i had not) surviv(?:ed|ing)|(?:set|picked|chosen|fixed)(?: \\w+)? (?:a|another|the|my) dateLOOSE(?:die|end it)|survived my (?:\\w+ )?attempt",
  "(?:going|want|wants|wanted|plan|planning|planned|decided|tried|trying|about|ready|going) to (?:top|off) myself|top myself (?:on|tonight|tomorrow|this)|topping myself",
]);
add("en", "child_harm", "veiled", [
  "(?:threw|throw|thrown|chucked|flung|hurled|lobbed|slung|launched|slammed|smashed|whacked)(?: \\w+){0,3} (?:baby|bub|bubba|bubs|newborn|infant|toddler|son|daughter|him|her|twins?|little one)(?: \\w+){0,2} (?:against|at|across|into|onto|down|on|in)(?: \\w+)? (?:couch|sofa|wall|floor|cot|crib|stairs|room|door|mattress|ground|settee|radiator|fireplace|car seat|bassinet|tiles)",
  "(?:how|when|where) (?:i|to) (?:would |could |might |will |should )?(?:kill|drown|smother|suffocate|strangle|stab|poison) (?:MY_CHILD|my (?:\\w+ )?\\w+)",
  "(?:kill|drown|smother|suffocate|strangle|stab|poison|hurt|shake|hit) my (?:grand(?:son|daughter|child|children|kids)|niece|nephew|step(?:son|daughter|kids?)|foster (?:son|daughter|child|baby))",
  "(?:(?:want|wanted|going|urge|about|close|thought|thinking|nearly|tempted|could|imagin\\w+|pictur\\w+|plan\\w*|will|would|threat\\w+|tried)LOOSE )(?:put|putting|drive|driving|steer|steering|run|ram|aim|crash) (?:us|both|me and|myself|the car|the kids|them|both of us|all of us)(?: \\w+){0,2} (?:into|off|through|under) (?:a|an|the|that)(?: \\w+)? ?(?:wall|tree|lake|bridge|barrier|river|pole|lorry|truck|cliff|ditch|central reservation|railings?|edge|canal|sea|reservoir|quarry)",
  "KINLOOSE (?:struck|hit|hits|punched|kicked|beat|beats|whips|whipped|choked|burned|burnt|slapped|smacks|smacked|strangled|shook|threw) (?:our|my|the|her|his) (?:\\w+ )?CHILDALONE",
  "(?:father|mother|man|woman|carer|nanny|teacher|coach|minder|childminder|babysitter|stepdad|stepfather|stepmother|grandfather|grandmother|uncle|lady)LOOSE (?:struck|hit|hits|punched|kicked|beat|beats|whips|whipped|choked|burned|burnt|strangled|shook|shakes|threw|locks?|locked|ties|tied) (?:a|an|the|his|her|their|my|our|this) (?:\\w+ )?CHILDALONE",
  "(?:ties|tied|taped|lock(?:s|ed)?|chain(?:s|ed)?) (?:my|our|his|her|the|a|this) (?:\\w+ )?(?:CHILD|brother|sister|niece|nephew|stepson|stepdaughter|grandson|granddaughter|sibling)(?:'s \\w+)?(?: \\w+){0,3} (?:in|to|up|shut|outside|with)(?! (?:the (?:car|house) (?:by|when)|with kisses|his room by))",
]);
add("en", "abuse", "veiled", [
  "(?:point(?:ed|s|ing)?|aim(?:ed|s|ing)?|held|holds|holding|pull(?:ed|s)|put|puts|press(?:ed|es|ing)?|swung|swings|swinging|wav(?:ed|es|ing)|came|comes|coming|chas(?:ed|es|ing))(?: NO_TOY\\w+){0,4} WEAPON(?: \\w+){0,3} (?:at|on|to|against|over|after) (?:me|us|my (?!own)|our|the (?:baby|kids|children)|her|him|them)",
  "(?:came|comes|coming|goes|went|going|lunged|ran|hit|hits|beat|beats|threaten(?:s|ed)|attack(?:s|ed)|chas(?:ed|es))(?: \\w+){0,2} (?:me|us|him|her|them)(?: \\w+){0,5} with (?:a|the|his|her) (?:NO_TOY\\w+ )?WEAPON",
  "KINLOOSE (?:(?:head ?butted|backhanded|throttled|kneed|scalded|pistol[- ]whipped) (?:me|us|him|her|them|the kids)|(?:knocked|smashed|slammed|bashed|rammed|stamped on|stomped on) (?:me(?! (?:up|for|sideways|at|in))|us(?! (?:at|in)))|(?:smashed|slammed|bashed|rammed|stamped on|stomped on) my)",
  "(?<!(?:i|and|have|just|nearly|almost) )(?:smashed|slammed|bashed|pounded|rammed|smashes|slams|bashes|stamped on|stomped on) my (?:head|face|skull|hand)",
  "ABUSER(?: (?!i )\\w+){0,4} (?:broke|broken|breaks|fractured|cracked|dislocated|knocked|loosened|busted|split|burst|twisted)(?: \\w+){0,3} my (?:\\w+ )?BODY",
  "(?:knocked|loosened)(?: \\w+){0,4} of my teeth|(?:knocked|punched|kicked|smacked) my(?: \\w+){0,2} (?:teeth|tooth) out",
  "(?:raped|rapes|raping|molest(?:s|ed|ing)?|molester)",
  "(?:touch(?:es|ed|ing)|grop(?:es|ed|ing)|fondl(?:es|ed|ing)) (?:me|my (?:daughter|son|sister|brother|girl|boy|niece|nephew|granddaughter|grandson|stepdaughter))(?: \\w+){0,3} (?:down there|between|under (?:my|her|his)|private|inappropriately|sexually|at night|in (?:bed|my bed|her bed|his bed|the bath|the shower))",
  "(?:lend(?:s|ing)?|lent|sell(?:s|ing)?|sold|rent(?:s|ing)?) (?:me|her|him|my (?:daughter|girl|sister|son))(?: \\w+)? to(?: \\w+){0,2} (?:friends|mates|men|boss)",
  "(?:home|back|dragged off) to be beaten(?! (?:at|in|by my own)(?!\\p{L}))|(?:get|gets|am|being|be) beaten (?:for|when|if|every|each|with|by (?:my (?:husband|wife|partner|father|mother|dad|mum|boyfriend|brother|in-laws|stepdad|uncle)|him|his))",
  "(?:off|home from|out of|away from|back from) (?:school|nursery|daycare|class|work|preschool|kindy)LOOSE (?:until|till|so|because|while)LOOSE(?:marks? (?:go|fade|heal|clear|have|are gone)|bruis\\w+|black eye|welts)",
  "ABUSERLOOSE (?:hit|hits|beat|beats|struck|strikes|whipped|whips|lashed|thrashed|belted|caned|flogged|whacked) (?:me|us|him|her|them|my \\w+|our \\w+|the (?:kids|children|baby|boys|girls|twins|little one))(?: \\w+){0,4} with (?:a|an|the|his|her) (?!look|kiss|pillow|balloon|cuddl|foam|spoon|toy|rattle|question|news|joke|bill|fact|guilt|idea|water|plastic|teddy|soft|sponge|inflatable|tea towel)",
  "!(?:husband|wife|partner|ex|dad|mum|mother|father|in-laws|mother-in-law|boyfriend|girlfriend|stepdad|stepmum) (?:will|would|does|do|did) not let (?:me|us|her) (?:eat(?= *$| until| anything| unless)|leave (?:the house|home|him|her)|out of the house|see (?:a doctor|the doctor|my (?:mum|mom|mother|family|friends|sister|parents|children|kids))|go (?:out|to (?:the )?(?:doctor|hospital|work))|have (?:my|a|any) (?:own )?(?:phone|money|key|bank))",
  "(?:she|he|they|husband|wife|partner|boyfriend|girlfriend|ex|dad|mum|mother|father|brother)(?: \\w+){0,2} (?:stabbed|slashed|scalded|strangled|throttled) (?:me|my (?!own))",
  "KIN(?: \\w+){0,3} (?:kicked|punched|kneed|stamped|elbowed|struck|hit) (?:me|her|him) (?:in|on|across|to|round) (?:my |the |her |his )?(?:stomach|belly|bump|ribs|face|head|back|throat|kidneys|mouth|legs|arm)",
  "(?:dragged|pulled|yanked|swung|lifted)(?: \\w+){0,5} by (?:the|my|her|his) (?:hair|throat|neck|plait|ponytail|ear)",
]);
add("en", "postpartum", "veiled", [
  "(?:swears?|swearing|convinced|believes?|believing|insists?|insisting|certain|adamant|keeps? saying|screaming)(?: that)?LOOSE (?:baby|newborn|he|she|son|daughter|twins?|infant|child|midwife|nurse|husband|i)(?: is| are| am| was| has been| were)(?: \\w+)? (?:(?:a|an|the) (?:\\w+ )?(?:robot|alien|demon|devil|changeling|doll|impost[eo]r|clone|antichrist|messiah|spy|prophet|hologram|machine)|replaced|swapped|possessed|already dead|made of|not (?:human|real|alive|hers|mine))",
  "(?:post-?partum|(?:since|after) (?:the |her |giving )?birth|gave birth|delivered|(?:days?|weeks?) (?:old|after|post)|had the baby|baby (?:was|is) born)[^.]{0,120}(?:(?:does|did|do) not (?:know|recogni[sz]e)(?: \\w+){0,2} (?:who|me|her own|my own|the baby|her (?:husband|mother|baby)|where)|(?:seeing|sees|saw|talking to|shouting at|talks to|shouts at)(?: \\w+){0,2} (?:dead|ghosts?|spirits?|demons?|angels?|devils?|things|people who)|running (?:naked|into)|(?:not|no) (?:slept|sleep)[^.]{0,40}(?:days|nights))",
  "(?:seeing|hearing|hears|talking to|shouting at|arguing with|talks to|shouts at) (?:the dead(?! sea)|(?:the |her |his |our )?dead (?:people|relatives|bodies|babies|mother|father|grandmother|grandfather|sister|brother|man|woman|children)|demons?|the devil|jesus|satan)(?! (?:in (?:the|a) (?:book|film|game|play)|costume|at the))",
  "(?:the|her|his|my|a|an) (?:house|tv|television|radio|walls?|moon|mirror|voices?|angels?|lord|spirits?|ceiling|birds?|trees|number plates?|newsreader) (?:told|tells?|is telling|are telling|ordered|asked|whispers to|whispered to|instructed|commands?|commanded) (?:me|him|her|us|them)",
]);
add("en", "medical", "veiled", [
  "bleed(?:s|ing)?(?: \\w+){0,2} through(?: \\w+){0,4} (?:towels?|pads?|sheets?|mattress|bandages?|clothes|jeans|trousers)|(?:blood|bleeding)(?: \\w+){0,3} (?:pouring|gushing|pumping|spurting)",
  "(?:he|she|baby)(?: (?:is|has))? (?:come|came) up (?:grey|gray|blue|limp)|(?:he|she|baby|newborn|bub|son|daughter|lips|face|skin)(?: (?:is|has|was|are|just|all))* (?:gone|turned|turning|going) (?:all |very |so |a bit )?(?:grey|gray) (?:and (?:floppy|limp|cold|quiet|still|he|she|not)|in the face|(?:a?round|about) the)",
  "(?:he|she|baby|son|daughter|boy|girl)(?: (?:is|has|had))? (?:went|gone|slipped|was) under(?: the)? (?:in the (?:bath|pool|lake|river|sea|water|dam)|water)LOOSE(?:not|limp|grey|blue|breath|cough|floppy|still)",
  "face down in the (?:bath|pool|pond|dam|water|river|lake|tub)",
]);

add("es", "self_harm", "clear", [
  "me quiero (?:matar|morir|suicidar)|quiero desaparecer(?= *$| para)|ya no aguanto mas(?= *$)",
  "(?:quiero|quisiera|deseo|ganas de|pienso en|quiere|preferir[ií]a|me quiero|se quiere) (?:morir(?:me|se)?|matar(?:me|se)|suicidar(?:me|se)|estar muert[oa]|quitarme la vida|acabar con (?:todo|mi vida)|hacerme da[nñ]o|desaparecer para siempre)",
  "!no quiero (?:seguir )?(?:viv(?:ir|iendo)|despertar(?:me)?|existir)(?! (?:aqui|alli|con|en|tan|a las|al))",
  // "Suicide" and "suicidal" are English, and there what they mean is asked.
  "(?:me|te|se) suicid\\w+|suicid(?!es?(?!\\p{L})|al)\\w+",
  "(?:estar[ií]an|estarian|estan|estaran) mejor sin mi",
  "!ojala no (?:me )?desp(?:ertara|ierte)",
  "me (?:corto|quemo)(?: \\w+){0,2} (?:brazos?|munecas?|piernas?)",
  "hacerme dano",
  "(?:tome|tomado|trague|tragado|tomarme)(?: \\w+)? (?:todas? las?|demasiadas?|muchas) (?:\\w+ )?(?:pastillas|pildoras|tabletas)",
  "!no (?:le )?(?:veo|encuentro|tiene)(?: ningun)? sentido(?: a| de)? (?:seguir|vivir|la vida|estar aqui|nada)|!no veo (?:otra )?salida",
  "(?:tirarme|lanzarme|saltar|arrojarme) (?:por|desde|del|de) (?:el |la |un |una )?(?:balcon|puente|ventana|tejado|azotea)|tirarme (?:al tren|a las vias)",
]);
add("es", "child_harm", "clear", [
  "(?:he|le he) pegado (?:a|al) (?:mi )?(?:bebe|hij[oa]|nin[oa])",
  "(?:miedo de|ganas de|pensamientos de|pienso en|quiero|voy a) (?:hacerle dano|hacer dano|ahogar|pegar(?:le)?|sacudir|asfixiar|tirar|matar) (?:a(?:l)? |a mi )(?:mi )?(?:bebe|hij[oa]|nin[oa]|pequen[oa])",
  "(?:he sacudido|sacudi|zarandee|he zarandeado) (?:al|a mi) (?:bebe|hij[oa]|nin[oa])",
  "hacerle dano",
  "(?:le )?pegue (?:a|al) (?:mi )?(?:bebe|hij[oa]|nin[oa])",
]);
add("es", "abuse", "clear", [
  "(?:marido|pareja|novio|novia|mujer|esposo|esposa|ex)(?: (?!nunca|jamas|no(?!\\p{L}))\\w+)? me (?:pega|ha pegado|pego|golpeo|golpea|maltrata|viola|amenaza|ahorca|empuja)",
  "me (?:amenazo|amenaza) con (?:matar|pegar|quitar)\\w*",
  "me ha violado|me violo",
  "me (?:pego|ha pegado|golpeo|ha golpeado|empujo|ahorco|agarro del cuello)(?: \\w+){0,2} (?:otra vez|de nuevo|anoche|ayer|hoy|delante|contra)",
]);
add("es", "postpartum", "clear", [
  "(?:oigo|escucho) voces",
  "(?:bebe|hij[oa]) (?:es|esta) (?:el diablo|poseid[oa]|malo)",
]);
add("es", "medical", "clear", [
  "!(?:no|ha dejado de) respirar?|no respira",
  "convulsionando|esta convulsionando",
  "se ha tragado (?:una pila|pastillas|lejia)",
]);

add("de", "self_harm", "clear", [
  "(?:will|mochte|wurde gerne?|wollte|lieber)(?: (?!nicht|nie)\\p{L}+){0,3} (?:sterben|tot sein|mich umbringen|mich toten|allem ein ende setzen|schluss machen mit allem)",
  "bringe? mich um(?= *$)|mich umbringen|mir das leben nehmen|mich umzubringen|selbstmord|suizid\\p{L}*|ein ende setzen",
  "!(?:nicht|nimmer|kann nicht) mehr (?:leben|aufwachen|da sein)(?! (?:hier|mit))",
  "(?:ohne mich|wenn ich (?:tot|weg) ware)(?: \\p{L}+){0,4} besser|besser (?:dran )?ohne mich",
  "(?:nie|nicht)(?: wieder| mehr) aufwachen",
  "ritze mich|mich (?:wieder )?(?:geritzt|geschnitten)(?=.*absicht)|mich absichtlich (?:verletz|schneid)\\p{L}+|mich selbst verletz\\p{L}*",
  "(?:nur noch|einfach) weg sein",
  "mich(?: \\p{L}+){0,2} (?:ritzen|geritzt|ritze)|mich zu ritzen",
  "(?:alle|zu viele|eine ganze packung|die ganze packung|samtliche)(?: \\p{L}+){0,2} ?(?:tabletten|pillen|schlaftabletten)(?: \\p{L}+){0,3} (?:genommen|geschluckt|nehmen|schlucken)",
  "!(?:sehe|gibt|finde|habe)(?: \\p{L}+){0,2} keinen (?:ausweg|sinn mehr)",
  "mir(?: (?!nicht|nie)\\p{L}+){0,2} etwas an(?:zu)?tun",
]);
add("de", "child_harm", "clear", [
  "angst,? (?:dass ich )?(?:meinem|dem|meiner|der|ihm|ihr)(?: \\p{L}+){0,2} (?:etwas anzutun|etwas antue|weh ?tue|weh zu tun|wehtue)",
  "(?:habe|hab)(?: \\p{L}+){0,2} (?:baby|kind|sohn|tochter|ihn|sie|saugling)(?: \\p{L}+){0,2} (?:geschuttelt|geschlagen|gewurgt|gewurgt)",
  "(?:baby|kind|kleinen?|sohn|tochter) (?:schuttle|schuttel|schlage|schutteln|verletze)(?= *$)",
  "(?:meinem|dem) (?:baby|kind) (?:etwas )?(?:anzutun|antun|weh ?tun)",
  "hatte(?: \\p{L}+){0,2} (?:baby|kind|sohn|tochter|ihn|sie)(?: (?:fast|beinahe|beinah|nur))* (?:geschuttelt|geschlagen|gewurgt|gegen die wand)",
]);
add("de", "abuse", "clear", [
  "(?:mann|freund|freundin|frau|partner|partnerin|ex) (?:hat )?(?:\\p{L}+ )?(?:schlagt|wurgt|bedroht|tritt|verprugelt|vergewaltigt|misshandelt) (?:mich|uns)",
  "(?:mann|freund|freundin|frau|partner|partnerin|ex|er|sie) hat mich(?: (?!(?:never|not|nie|nicht)(?!\\p{L}))\\p{L}+){0,2} (?:gewurgt|geschlagen|vergewaltigt|getreten|bedroht|verprugelt)",
  "droht(?: mir)?,? (?:mich|uns) (?:umzubringen|zu toten|zu schlagen)",
  "angst vor (?:meinem|meiner) (?:mann|freund|partner|ex|frau|freundin|vater|partnerin)(?!\\p{L})",
  "(?:er|sie|mann|freund|partner|ex) (?:bedroht|schlagt|wurgt|tritt|schubst|verprugelt|stoßt) (?:mich|uns)(?! (?:nie|nicht|im schlaf|beim|mit dem fu))",
  "hat mich(?: (?!(?:nie|nicht)(?!\\p{L}))\\p{L}+){0,4} (?:gesto(?:ß|ss)en|geschubst|gedruckt|geschleudert)",
]);
add("de", "postpartum", "clear", [
  "hore stimmen",
  "baby (?:ist|sei) (?:bose|besessen|der teufel|vertauscht)",
  "stimmen,? die (?:mir )?(?:sagen|befehlen|wollen)",
]);
add("de", "medical", "clear", [
  "!(?:atmet|atme) (?:nicht|nicht mehr|kaum)",
  "(?:hat|bekommt) (?:gerade )?einen krampfanfall",
  "(?:batterie|tabletten|putzmittel) (?:verschluckt|getrunken|gegessen)",
]);

/** All rules, in the order they are tried. */
export const RULES: readonly Rule[] = rules;

/**
 * Those that are heard without asking what a message means. The others were wrong in more than one of five sentences that they
 * noticed ("suicide mission", "kms"); `npm run train:safety` counts them.
 */
export const UNDOUBTED: readonly Rule[] = rules.filter((_, at) => !doubtful.includes(at));
