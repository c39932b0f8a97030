import { stemmer } from "stemmer";

/**
 * Words that parents use for the same thing, one concept to a line. The offline embedder gives every word of a
 * line the line's feature as well, so that "up all night" is found by "how did I sleep". A hyphen joins the words
 * of a phrase. Words that mean too many things ("up", "good", "back") are left out. English only.
 */
const CONCEPTS = `
sleep slept sleeping asleep nap napped naps napping bedtime bed cot crib snooze doze dozed rest rested night nights nighttime insomnia settle settled
awake woke waking wake wakes wakeful 2am 3am 4am 5am midnight up-all up-again up-at up-every up-twice up-three up-four hourly sleepless
ill sick unwell poorly virus cold flu infection ear cough coughing cough-medicine rash runny snotty chickenpox under-the-weather
fever feverish temperature thermometer paracetamol ibuprofen burning-up calpol degrees
vomit vomiting vomited threw-up throwing-up puke puked diarrhoea diarrhea stomach tummy
doctor pediatrician paediatrician gp hospital clinic nurse midwife appointment checkup check-up
tantrum tantrums meltdown meltdowns screaming screamed scream outburst outbursts threw-herself threw-himself
hitting biting bit kicked kicking scratched scratching pinched pushed pushing bite
guilt guilty shame ashamed failing failed-them failure regret blame bad-mother bad-father bad-mum bad-mom bad-parent bad-dad terrible-mother terrible-father terrible-parent worst-mother my-fault
partner husband wife boyfriend girlfriend spouse marriage fiance fiancee
fight fought argue argued argument arguing quarrel quarrelled row snapped-at bickering
school teacher teachers class classroom headteacher lesson lessons
homework exam exams grades revision essay maths
nursery kindergarten daycare day-care childcare preschool childminder creche drop-off pick-up settling-in
babysitter sitter nanny au-pair
feed feeding feeds bottle bottles formula breastfeed breastfeeding breast latch milk pump pumping pumped nursing nipple wean weaning mastitis
food eat eating ate dinner lunch breakfast picky meal meals vegetables spoon snack solids supper
twins twin triplets both-babies both-of-them
teenager teen teens teenage adolescent thirteen fourteen fifteen sixteen seventeen
phone phones screen screens tablet tv television internet gaming screen-time ipad
work job boss office meeting meetings deadline career shift shifts colleague colleagues maternity-leave back-to-work workplace
anxious anxiety worry worried worrying worries panic panicked panicking nervous dread scared afraid fear frightened terrified
exhausted exhaustion tired tiredness drained fatigue weary worn-out knackered sleepy shattered burnt-out burned-out burnout run-down no-energy
cry cried crying cries sob sobbed sobbing tears tearful wept weeping burst-into-tears howled
happy happiness joy joyful delighted glad cheerful lovely wonderful good-day great-day went-well going-well best-day
proud pride achievement milestone first-steps first-word first-time
grateful thankful gratitude lucky blessed appreciate appreciated
laugh laughed laughing laughter giggle giggled giggling funny smile smiled smiling
potty toilet accident accidents dry-all pants potty-training
nappy nappies diaper diapers poo poop
angry anger yell yelled yelling shout shouted shouting temper rage furious mad-at lost-it lose-it irritated irritable snapped fed-up raised-my-voice cross
lonely alone isolated loneliness nobody-to-talk
friend friends friendship neighbour neighbor playdate
mother-in-law father-in-law in-laws
grandmother grandma granny nan nana grandfather grandpa grandad grandparents
mother mom mum mummy mommy
father dad daddy papa
baby newborn infant babies
toddler two-year-old two-years-old
sibling siblings sister brother
jealous jealousy envious envy
walk walked walking stroll pram buggy stroller pushchair
park playground outside outdoors garden fresh-air woods beach
bath baths shower showered bathtime hair-wash
swim swimming pool
sport football gym yoga running exercise run jog
play played playing game lego puzzle toys toy blocks
read reading book books story stories library
draw drawing drew paint painting painted craft crayons
music sing singing sang song lullaby piano guitar
teeth teething tooth dentist gums
crawl crawling crawled rolled-over stand standing first-step
talk talked talking talks conversation chat chatted spoke speak told-me
word words speech babble babbling
money bills rent afford salary mortgage debt overdraft
home-move moved moving-house new-flat new-house
divorce divorced separated separation custody ex co-parenting
pregnant pregnancy bump trimester scan
birth labour labor caesarean c-section section delivered contractions waters
postpartum postnatal baby-blues
depressed depression hopeless numb empty sad sadness low-mood feeling-low feeling-down unhappy miserable gloomy
grief grieving funeral died death miss-her miss-him miscarriage
overwhelmed overwhelming too-much overload overloaded stress stressed stressful pressure drowning cannot-cope can't-cope
calm calmer calming peaceful quiet relaxed relax breathe breathing breaths
headache headaches migraine pain painful hurts sore ache aching
therapy therapist counsellor counselor counselling counseling
medication medicine tablets pills antidepressant dose
patience patient impatient
help helped helping support supported supportive took-over
mental-load chores housework laundry dishes cleaning washing tidy tidying
date-night evening-out sex intimacy affection cuddle cuddled cuddles hug hugged hugs
me-time time-to-myself time-alone hour-to-myself coffee tea
holiday holidays vacation trip travel travelled flew fly flight airport
birthday party cake presents christmas
rain rained snow snowed weather storm
car drive driving drove bus train traffic
cat dog pet hamster rabbit
bullied bullying bully teased left-out
autism autistic adhd dyslexia sensory assessment
allergy allergic allergies eczema reaction hives
clingy separation-anxiety attached wouldn't-let-go
night-terror nightmare nightmares bad-dream bad-dreams dreamt
bored boring boredom
lie lied lying cheated stole
`;

const byWord = new Map<string, string>();
const byStem = new Map<string, string>();
for (const line of CONCEPTS.trim().split("\n")) {
  const words = line.trim().split(/\s+/);
  for (const word of words) {
    if (!byWord.has(word)) byWord.set(word, words[0] as string);
    if (!word.includes("-") && !byStem.has(stemmer(word))) byStem.set(stemmer(word), words[0] as string);
  }
}

/** The concept a word or a hyphenated phrase belongs to, named by the concept's first word; undefined for none. */
export function conceptOf(word: string): string | undefined {
  return byWord.get(word) ?? (word.includes("-") ? undefined : byStem.get(stemmer(word)));
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
