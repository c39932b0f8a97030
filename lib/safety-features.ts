import { stemmer } from "stemmer";

/**
 * Words that stand for the same thing when somebody speaks of danger, one concept to a line, named by its first word.
 * They let one sentence teach about others: whoever has met "hang on for the kids" knows "stay for the twins". A word
 * may belong to several; a hyphen joins the words of a phrase. English only.
 */
const CONCEPTS = `
ME i me myself im
MY my mine own
WE we us our ours ourselves
HE he him his himself
SHE she her hers herself
THEY they them their themselves theirs
YOU you your yours
NOT not no never nobody none nothing nor neither without no-one hardly barely cannot nowhere isnt dont cant wont
FUTURE will shall going-to soon tomorrow next-year next-week next-month next-summer next-spring next-easter next-christmas later someday upcoming
WISH wish hope want like love long pray beg ask daydream dream fantasise fantasize envy jealous crave yearn prefer rather
THINK think thought thoughts imagine imagining picture pictures pictured wonder mind head idea images image visions flashes flash obsess plan planned
KEEP keep constantly always every-night every-day all-day over-and-over again still
DEAD die died dying dead death kill killed killing suicide suicidal funeral grave coffin cemetery obituary corpse buried heaven overdose hanged afterlife hospice mourning terminal fatal deceased passed-away morgue
LIVE live living alive life exist existing existence breathe breathing survive surviving being-here on-this-earth in-this-world
END end ended ending finish finished over stop stopped stopping done quit cease final last conclude enough off-switch
GONE gone leave left leaving disappear vanish absent absence away missing erase erased fade evaporate dissolve slip-away not-around not-here without-me not-there
WAKE wake woke woken awake waking wake-up open-my-eyes
SLEEP sleep slept asleep sleeping rest nap coma eternal unconscious
BURDEN burden weight useless worthless waste trouble failure problem drag poison nuisance liability extra mistake toxic deadweight dead-weight in-the-way
BETTER better happier easier kinder safer relieved relief lighter freer thrive cope manage
HOPELESS hopeless pointless point reason reasons trapped stuck purpose meaning exit way-out no-way escape future empty darkness dark
NUMB numb empty hollow shell ghost robot grey gray nothing blank dead-inside flat
WEARY tired exhausted worn weary knackered shattered drained fed-up
GOODBYE goodbye bye farewell letter note letters last-time forgive remember-me sorry tell-them
ORDER will insurance policy papers passwords guardian affairs folder paperwork savings accounts arrangements arranged sorted envelope envelopes documents
GIVEAWAY gave-away give-away giving-away my-things belongings possessions gave-my given-my
DECIDED decided decision made-up-my-mind plan planned date ready calm peaceful peace set resolved certain
PLACE bridge cliff cliffs balcony roof rooftop ledge edge platform railing railings tracks rails train river lake sea canal water waves pier weir dam car-park multi-storey crossing viaduct motorway lorry truck lane barrier traffic tree wheel window tower
JUMP jump step stepping swerve fall let-go drop drive-into crash steer brake float sink drown
PILLS pills pill tablets tablet medication meds medicine medicines paracetamol drops cabinet prescription packet insulin sedative antihistamine
BLADE knife knives blade razor scissors cut cuts cutting scratch scratched scratches burn burned burning burnt scars scar scarred bleed bleeding
SLEEVE sleeves make-up makeup concealer sunglasses scarf cover covered covering hide hides hiding hidden hid
HURT hurt hurting harm harming hit hits hitting slap slapped slaps smack smacked smacking punch punched kick kicked beat beats beaten shook shake shaking shoved shove yanked yank grabbed grab gripped grip squeezed squeeze pinched pinch bit dragged drag pulled threw throw thrown flung fling slammed slam smother choke choked choking strangle throttle pinned pin twisted clout clouted whacked whack spank spanked thump thumped pushed push rough roughly headbutted belted
MARK bruise bruises bruised mark marks handprint fingerprints welt welts swollen swelling limp limping black-eye red-mark
CHILD baby babies newborn infant child children kid kids son sons daughter daughters toddler twin twins boy boys girl girls little-one little-ones bub bubba bairn wee-one year-old month-old weeks-old months-old firstborn
CARRY held hold holding pram buggy cot crib pillow bath stairs carrying
HANDS hands hand fists fist arms fingers grip palm
CRYING cry cries cried crying scream screams screamed screaming wail wailing howl colic shriek
RAGE angry anger rage furious fury temper snap snapped lost-it red-mist saw-red white-hot violent mad lose-it losing-control lost-control lose-control explode out-of-control
FEAR afraid scared frightened terrified fear dread panic flinch flinches flinched wince cower cowering tremble nervous scare scares frighten frightens eggshells tiptoe tiptoes walk-on-eggshells on-guard
TRUST trust safe unsafe danger dangerous alone-with left-alone supervised
GENTLE gentle careful calm tender kind
PARTNER husband wife partner boyfriend girlfriend fiance fiancee ex spouse hubby dh husbands wifes bloke fella in-law in-laws mother-in-law father-in-law his-dad her-dad their-dad other-half my-man
RELATIVE uncle grandad grandpa grandfather stepdad stepfather stepson brother cousin coach babysitter childminder nanny neighbour tutor priest step-dad
SECRET secret secrets nobody-knows hush mustn't dont-tell promised-not-to game told-nobody
TOUCH touch touched touches touching sexual sex underwear pants naked nappy-off bottom private bits willy undress undressed
FORCE force forced forces makes-me made-me make-me have-to insists insisted against-my-will refuses rape raped consent
CONTROL allow allowed allows let lets permission check checks checked checking track tracks tracking monitors watch watches follows stalk lock locked locks count counts controls control forbid forbids forbidden ban bans banned decides approve approval demands dictates times ration rations
MONEY money bank account allowance receipts receipt wages wage salary card cash penny pennies pounds dollars purse wallet pay paid pays
PHONE phone messages message texts calls call app password passwords sim emails location contacts history
DOOR door doors keys key house home indoors lock car passport outside
SOCIAL friends friend sister sisters mum mother family parents mums relatives colleagues
THREAT threaten threatens threatened threats or-else warned warns gun weapon revenge regret consequences make-me-pay find-us find-me custody deport deported destroy ruin
INSULT stupid worthless pathetic fat ugly crazy mad useless lazy bitch slut whore idiot nothing laughs mocks humiliates humiliated belittles
DRUNK drunk drinks drinking sober pub beer whisky vodka pints
EXCUSE fell tripped clumsy walked-into cupboard stairs fall accident slipped lied lie story made-something-up
SORRY sorry apologised apologises flowers promises promised swears swore never-again forgave provoked fault deserve deserved my-fault
POLICE police court injunction social-services refuge shelter helpline hotline solicitor order officer
VOICES voice voices whisper whispers whispering speaks speaking talks hear heard hearing murmur murmurs
SIGNS sign signs signal signals code codes message messages pattern patterns numbers connected meaning symbols clues
CHOSEN chosen mission special powers task prophet messiah god angel angels jesus saviour holy divine sent spirit spirits prophecy
EVIL evil devil demon demons possessed cursed satan curse haunted spell
UNREAL real unreal human swapped replaced exchanged switched impostor imposter double copy alien actors stranger fake changeling wrong-one same-baby different-baby
WATCHED watching watched cameras camera microphone spying listening poison poisoned poisoning plot conspiracy they-know following bugged through-the-walls
AWAKE-HIGH racing energy buzzing powerful invincible clear brilliant genius unstoppable electric don't-need-sleep no-sleep awake notebooks
BIRTH birth born delivery section c-section postpartum labour stitches midwife pregnant pregnancy trimester weeks contractions placenta waters
BLOOD blood bleeding clot clots pad pads haemorrhage soaked soaking gushing
BODY chest head headache lips face skin leg belly stomach vision eyes spots rib ribs throat tongue neck
ILL fever temperature floppy limp blue grey pale clammy seizure fit jerking convulsion unresponsive swelling wheezing rash drowsy vomiting faint fainted dizzy collapsed unconscious gasping sunken dehydrated lethargic
INGEST swallowed swallow ate eaten drank drunk licked chewed battery magnet bleach tablets berries stuck
MOVE move moves movement movements kicks kicking moved
MOTHERLESS new-mum new-mother another-mother another-mum someone-else somebody-else stepmother proper-mother replacement remarry marry whoever other-woman
FORGET forget forgotten notice noticed miss missed remember grieve get-over cry-for
LAUGH haha lol laughed laughing laugh giggled giggle giggles funny joke kidding hilarious ha smile smiled grin bless cute sweet adorable
JOY love loved lovely happy glad proud nice best delight bliss wonderful fun enjoyed
SNACK coffee tea wine chocolate cake biscuit biscuits croissant curry pizza cookie chips dinner lunch breakfast toast
PLAY toy toys lego game games football swing slide park puzzle drawing song songs dance ball sticks trampoline teddy dinosaur book story
CHORE laundry dishes washing bins homework ironing cleaning dishwasher shopping emails meeting deadline paperwork renovation school-run
NURSERY nursery school teacher gate class pick-up drop-off daycare preschool childminder
PARENTING bedtime nap naps nappy feed feeds bottle breastfeeding weaning potty teething tantrum
DOCTOR doctor gp nurse therapist counsellor appointment clinic hospital surgery health-visitor physio dentist
TIME tonight today yesterday morning night evening week month year hour minute
`;

const CONCEPTS_OF_WORD = new Map<string, string[]>();
const CONCEPTS_OF_PHRASE = new Map<string, string[]>();
for (const line of CONCEPTS.trim().split("\n")) {
  const [name, ...words] = line.split(" ") as [string, ...string[]];
  for (const word of words) {
    const known = word.includes("-") ? CONCEPTS_OF_PHRASE : CONCEPTS_OF_WORD;
    const key = word.split("-").map(stemmer).join(" ");
    known.set(key, [...new Set([...(known.get(key) ?? []), name])]);
  }
}
const LONGEST_PHRASE = 5;

/** How many numbers a feature can have. Two features may share one; the training knows, and the weights stay small. */
export const BUCKETS = 2 ** 17;

/**
 * What a sentence is made of, as numbers below `BUCKETS`: its stems, with one to three neighbours, the pieces of four
 * letters in its words (for slips of the pen), and its concepts, with those and the stems near them.
 *
 * @param sentence as `sentencesOf` (lib/safety-words.ts) prepares it.
 */
export function featuresOf(sentence: string): Uint32Array {
  const words = (sentence.match(/[\p{L}']+|~|\d+/gu) ?? []).map((word) =>
    /^\d/.test(word) ? "#" : word.replace(/'s?$/, ""),
  );
  const stems = words.map(stemmer);
  const found = new Set<number>();
  const add = (feature: string) => found.add(bucketOf(feature));
  for (const word of words) for (const piece of piecesOf(word)) add(`*${piece}`);
  const bounded = ["^", ...stems, "$"];
  bounded.forEach((stem, at) => {
    add(stem);
    for (const distance of [1, 2, 3]) {
      const other = bounded[at + distance];
      if (other !== undefined) add(`${stem} ${distance === 1 ? "" : "_ "}${other}`);
    }
    if (at + 2 < bounded.length) add(bounded.slice(at, at + 3).join(" "));
  });
  const concepts = conceptsAt(stems);
  concepts.forEach((here, at) => {
    for (const concept of here) {
      add(concept);
      for (const later of concepts.slice(at + 1, at + 7).flat()) add(`${concept}>${later}`);
      for (const stem of stems.slice(Math.max(0, at - 2), at)) add(`${stem}>${concept}`);
      for (const stem of stems.slice(at + 1, at + 3)) add(`${concept}>${stem}`);
    }
  });
  return Uint32Array.from(found);
}

/** The concepts at each place of a sentence: those of the word and those of the phrases that it is part of. */
function conceptsAt(stems: string[]): string[][] {
  const concepts = stems.map((stem) => new Set(CONCEPTS_OF_WORD.get(stem)));
  for (let length = 2; length <= LONGEST_PHRASE; length++) {
    for (let start = 0; start + length <= stems.length; start++) {
      const named = CONCEPTS_OF_PHRASE.get(stems.slice(start, start + length).join(" ")) ?? [];
      for (const concept of named) for (const set of concepts.slice(start, start + length)) set.add(concept);
    }
  }
  return concepts.map((set) => [...set]);
}

function piecesOf(word: string): string[] {
  const bounded = `<${word}>`;
  return Array.from({ length: Math.max(0, bounded.length - 3) }, (_, at) => bounded.slice(at, at + 4));
}

/** FNV-1a, stirred once more so that its low bits depend on all letters. */
function bucketOf(feature: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < feature.length; at++) hash = Math.imul(hash ^ feature.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) & (BUCKETS - 1);
}
