import { stemmer } from "stemmer";

/**
 * Words that parents use for the same thing, one concept to a line. The offline embedder gives every word of a
 * line the line's feature as well, so that "up all night" is found by "how did I sleep". A hyphen joins the words
 * of a phrase. Words that mean too many things ("up", "good", "back") are left out. English only.
 */
const CONCEPTS = `
sleep slept sleeping asleep nap napped naps napping bedtime bed cot crib snooze doze dozed rest rested night nights nighttime insomnia settle settled stretch dozing sleepy-head moses-basket pillow slept-through
awake woke waking wake wakes wakeful wakings 2am 3am 4am 5am midnight up-all up-again up-at up-every up-twice up-three up-four hourly sleepless broken-night every-hour every-two-hours
ill sick unwell poorly virus cold flu infection bug cough coughing cough-medicine runny snotty snot chickenpox under-the-weather off-colour pale shivering grizzly whiny
fever fevers feverish ill sick unwell poorly temperature temp thermometer paracetamol ibuprofen burning-up calpol hot-neck warm-hands hot-as 38 39 40 degrees
ear ears earache ear-infection grommets adenoids hearing hear audiologist decibels deaf eardrum
seizure seizures convulsion convulsions convulsing fit twitching ambulance midazolam
throat tonsils tonsillitis tonsil swallow
cough wheeze wheezing inhaler asthma croup bronchiolitis
antibiotic antibiotics amoxicillin penicillin clarithromycin flucloxacillin erythromycin syrup
medication medicine medicines tablets tablet pills pill antidepressant antidepressants dose doses mg milligrams sertraline fluoxetine prescription prescribed prescribe melatonin antihistamine drops sachet prescribes
vomit vomiting vomited threw-up throwing-up puke puked diarrhoea diarrhea stomach tummy sick-everywhere reflux
constipation constipated laxative macrogol stool stools holding-on pooing holding-it-in
rash spots spot hives itchy eczema blister roseola
allergy allergic allergies allergen reaction hives antihistamine egg nuts peanut milk-allergy swelling wheezing
doctor pediatrician paediatrician gp hospital clinic nurse midwife appointment appointments checkup check-up surgery ward consultant specialist referral dr
operation operated surgery surgeon anaesthetic theatre anaesthetist stitches postponed
injury injured injuries broke broken fracture wrist fell fall bruise bruised cast stitched glue chin bleeding cut
tooth teeth teething dentist gums molar abscess toothache jaw
tantrum tantrums meltdown meltdowns screaming screamed scream outburst outbursts threw-herself threw-himself stiff went-stiff on-the-floor lay-down-in
hitting hit biting bit kicked kicking scratched scratching pinched pushed pushing bite bites teeth-marks slapped smacked
guilt guilty shame ashamed shameful failing failed-them failure regret blame bad-mother bad-father bad-mum bad-mom bad-parent bad-dad terrible-mother terrible-father terrible-parent worst-mother my-fault sorry apologised apologise apologized embarrassed embarrassing mortified promised promise
proud pride proudly achievement milestone milestones first-steps first-word first-time bursting clapped applauded medal certificate praise praised managed lifted
partner husband wife boyfriend girlfriend spouse marriage fiance fiancee married
date dates dating romance kissed dinner-with coffee-with someone-new there's-someone new-partner
fight fought argue argued argument arguing quarrel quarrelled row snapped-at bickering disagreement
school schools teacher teachers class classroom headteacher head lesson lessons term half-term pupils assembly
return-to-school back-to-school went-in
homework exam exams grades grade revision essay maths mark marks report
nursery kindergarten daycare day-care childcare preschool pre-school childminder creche drop-off drop-offs pick-up settling-in at-the-gate gate
babysitter sitter nanny au-pair watches looks-after minding next-door
feed feeding feeds bottle bottles formula breastfeed breastfeeding breast latch milk pump pumping pumped nursing nipple nipples wean weaning weaned mastitis thrush lactation
latch tongue-tie tongue painful
food foods eat eating ate dinner lunch breakfast picky meal meals vegetables spoon snack solids supper toast pasta rice
twins twin triplets both-babies both-of-them
teenager teen teens teenage adolescent thirteen fourteen fifteen sixteen seventeen
phone phones screen screens tablet tv television internet gaming screen-time ipad group-chat
work job boss office meeting meetings deadline career shift shifts colleague colleagues maternity-leave back-to-work workplace first-day-back back-at-work went-back-to-work employer contract apprentice offer promotion position post freelance
night-shift night-shifts nights-on on-nights lates on-lates earlies rota nights
money bills rent afford salary mortgage debt overdraft pay paid pays paying cost costs price income wage wages tax month-after earn earning euros pounds dollars maintenance child-support fee charge short invoice budget
anxious anxiety worry worried worrying worries panic panicked panicking nervous dread heart-banging
fear afraid scared frightened terrified fearful scary fright shaking trembling checking listening
intrusive intrusive-thoughts scary-thoughts pictures images slide keep-seeing dark-thoughts
exhausted exhaustion tired tiredness drained fatigue weary worn-out knackered shattered burnt-out burned-out burnout run-down no-energy flattened too-tired wiped-out
cry cried crying cries sob sobbed sobbing tears tearful wept weeping burst-into-tears howled bawled
happy happiness joy joyful delighted glad cheerful lovely wonderful good-day great-day went-well going-well best-day overjoyed thrilled elated happiest
relief relieved relieving finally weight-off approved granted came-through
calm calmer calming peaceful quiet relaxed relax breathe breathing breaths carefree at-peace floating
grateful thankful gratitude lucky blessed appreciate appreciated thank thanks
laugh laughed laughing laughs laughter giggle giggled giggling funny smile smiled smiling smiles joke
potty toilet accident accidents dry pants potty-training wee wees trousers wet-trousers train-pants trained
nappy nappies diaper diapers poo poop
bedwetting dry-at-night wet-bed wet-sheets dry-nights
angry anger yell yelled yelling shout shouts shouted shouting temper rage furious mad-at lost-it lose-it irritated irritable snapped fed-up raised-my-voice cross too-hard slammed grabbed patience impatient lost-patience counted-to left-the-room leave-the-room
lonely alone isolated loneliness nobody-to-talk left-out only-father outsider
friend friends friendship neighbour neighbor neighbours playdate
mother-in-law father-in-law in-laws
grandmother grandma granny nan nana grandfather grandpa grandad grandparents
mother mom mum mummy mommy mama amma
father dad daddy papa fathers dads
baby newborn infant babies
toddler two-year-old two-years-old
sibling siblings sister brother brothers sisters
jealous jealousy envious envy compared
walk walked walking stroll pram buggy stroller pushchair
park playground outside outdoors garden fresh-air woods
bath baths shower showered bathtime hair-wash
swim swimming pool swam metres lengths badge
sport football gym yoga running exercise run jog race marathon kilometre kilometres ten-k
bike bicycle cycling cycle pedal pedals balance-bike
play played playing game lego puzzle toys toy blocks
read reading reads book books story stories library
draw drawing drew paint painting painted craft crayons
music sing singing sang song lullaby piano guitar instrument violin humming hum noise sound
crawl crawling crawled rolled-over stand standing first-step walking
talk talked talking talks conversation chat chatted spoke speak told-me told admitted confessed
word words speech babble babbling stammer stutter stammering speech-therapist speech-therapy
lie lied lying lies truth cheated stole stealing
home-move moved moving-house new-flat new-house
divorce divorced separated separation custody ex co-parenting mediator mediation lawyer handover changeover agreement
pregnant pregnancy bump trimester scan
birth born labour labor caesarean c-section section delivered contractions waters delivery centimetres gave-birth
weigh weighed weight grams kilos kilograms pounds
postpartum postnatal baby-blues questionnaire
depressed depression hopeless numb empty sad sadness low-mood feeling-low feeling-down unhappy miserable gloomy grey flat nothing
grief grieving funeral died death dying dead miss-her miss-him miscarriage passed-away patient
overwhelmed overwhelming too-much overload overloaded stress stressed stressful pressure drowning cannot-cope can't-cope
headache headaches migraine
pain painful hurts sore ache aching hurt
therapy therapist counsellor counselor counselling counseling psychologist psychiatrist sessions session support-group group
diagnosis diagnosed diagnose disorder finding result results test tests found
help helped helping support supported supportive took-over one-to-one
mental-load chores housework laundry dishes cleaning washing tidy tidying
date-night evening-out sex intimacy affection cuddle cuddled cuddles hug hugged hugs
me-time time-to-myself time-alone hour-to-myself to-myself respite break
coffee tea kettle
drinking drink drank drunk alcohol beer beers wine cans sober sobriety four-pack pub hangover
smoking smoke cigarette cigarettes
holiday holidays vacation trip travel travelled flew fly flight airport lake beach sea cabin camping tent island
birthday party cake presents
rain rained snow snowed weather storm
car drive driving drove bus train traffic wheel motorway road
lost missing ran-off run-away disappeared found-him found-her
cat dog pet hamster rabbit greyhound kitten puppy shelter
lice nits comb combing
bullied bullying bully teased photo posted
self-harm hurt-herself hurt-himself hurt-myself sleeve cuts cutting arms safety-plan
autism autistic adhd dyslexia sensory assessment ear-defenders routine
support-plan plan panel hours-a-week funding authority
dementia alzheimer alzheimer's memory care-home carer caring residents home-for
clingy separation-anxiety attached wouldn't-let-go
night-terror night-terrors nightmare nightmares bad-dream bad-dreams dreamt eyes-open
bored boring boredom
colic colicky wind winding
regression growth-spurt leap
vaccination vaccinations vaccine vaccinated jab jabs injection injections immunisation
adoption adopted adopt court judge placement placed foster social-worker birth-mother final
letter letters wrote-to note email
fine penalty penalty-notice notice attendance
christmas santa presents tree easter eggs chocolate
halloween pumpkin costume trick-or-treat dressed-up
`;

const byWord = new Map<string, Set<string>>();
for (const line of CONCEPTS.trim().split("\n")) {
  const words = line.trim().split(/\s+/);
  for (const word of words) {
    // Phrases are kept as they are, words by their stem.
    const key = word.includes("-") ? word : stemmer(word);
    byWord.set(key, (byWord.get(key) ?? new Set()).add(words[0] as string));
  }
}

/** The concepts that a word or a hyphenated phrase belongs to, each named by its first word; none for most words. */
export function conceptsOf(word: string): Iterable<string> {
  return byWord.get(word.includes("-") ? word : stemmer(word)) ?? [];
}

const GOOD = new Set(["happy", "proud", "calm", "grateful", "laugh", "relief"]);
const BAD = new Set(
  "guilt anxious fear intrusive exhausted cry angry lonely jealous depressed grief overwhelmed".split(" "),
);

/** Which mood a question's feelings go with: 5 for good ones, 1 for hard ones, undefined for neither or both. */
export function moodOf(concepts: Iterable<string>): 1 | 5 | undefined {
  const named = [...concepts];
  const good = named.some((concept) => GOOD.has(concept));
  const bad = named.some((concept) => BAD.has(concept));
  return good === bad ? undefined : good ? 5 : 1;
}

const STOPWORDS = new Set(
  `a about after again ago all almost already also although always am an and another any anyone anything are around as ask asked at away
  be became because become been before being between but by came can can't come could couldn't day days did didn't do does doesn't doing
  don't done down during each either else enough even ever every everyone everything few find for from gave get gets getting give go goes going
  gone got had has hasn't have haven't having he he's her here hers herself him himself his how how's i i'd i'll i'm i've if in instead into is isn't
  it it's its itself just keep kept kind know knew last later least less let like little long look looked lot made make makes many maybe me mean
  might mine month months more most much must my myself need never new next no nobody none not nothing now of off often on once one ones only or
  other others our ours out over own please put quite rather really right said same saw say says see seem seems she she's should show since so some
  somebody someone something sometimes soon start started still stop stopped such take taken tell than that that's the their them then there
  there's these they they're thing things think this those though thought through till time times to today together told tomorrow tonight too
  took tried try trying two under until up us use used usually very want wanted was wasn't way we we're week weeks well went were weren't what
  what's when whenever where which while who whole whose why will with without won't would wouldn't write writes written wrote year years yes yesterday
  yet you you're your yours happen happened happens feel feeling feels felt entry entries journal january february march april may june july august
  september october november december monday tuesday wednesday thursday friday saturday sunday`.split(/\s+/),
);

/** Words that say little about what a text is about. */
export function isStopword(word: string): boolean {
  return STOPWORDS.has(word);
}
