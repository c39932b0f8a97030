/**
 * Words that parents use for the same thing, one concept to a line. The offline embedder gives every word of a
 * line the line's feature as well, so that "up all night" is found by "how did I sleep". English only.
 */
const CONCEPTS = `
sleep slept sleeping asleep nap napped naps bedtime bed snooze doze rest rested night nights nighttime insomnia
awake woke waking wake wakes wakeful 2am 3am 4am midnight up
ill sick unwell poorly fever temperature feverish thermometer paracetamol ibuprofen burning hot virus cold flu infection ear cough vomit vomiting doctor pediatrician paediatrician gp hospital
tantrum tantrums meltdown meltdowns screaming screamed scream outburst kicked biting bit hitting
guilt guilty shame ashamed failing failure regret blame worst terrible
partner husband wife boyfriend girlfriend spouse marriage
fight fought argue argued argument arguing row quarrel snapped
school teacher homework class classroom exam grades
nursery kindergarten daycare childcare preschool childminder
feed feeding bottle formula nursing breastfeed breastfeeding breast latch milk pump pumping
food eat eating ate dinner lunch breakfast picky meal meals vegetables
twins twin both
teenager teen teenage adolescent fifteen sixteen daughter son
phone screen screens tablet tv internet gaming
work job boss office meeting deadline career shift shifts colleague
anxious anxiety worry worried worrying panic nervous dread scared afraid fear
exhausted tired drained fatigue weary worn knackered sleepy energy
cry cried crying cries sob sobbed sobbing tears tearful
happy happiness joy joyful delighted glad cheerful good lovely wonderful
proud pride achievement milestone first
laugh laughed laughing giggle giggled giggling funny smile smiled
potty toilet accident accidents nappy nappies diaper diapers wet
angry anger yell yelled yelling shout shouted shouting temper rage furious
lonely alone isolated loneliness
friend friends neighbour neighbor
mother mom mum grandmother grandma granny
father dad daddy grandfather grandpa
baby newborn infant
toddler two-year-old
sibling siblings sister brother jealous jealousy
walk walked walking park playground outside outdoors garden
bath shower swim swimming pool
play played playing game lego puzzle toys toy
read reading book books story stories
teeth teething tooth dentist
money bills rent afford salary
divorce divorced separated separation custody ex
postpartum postnatal birth labour labor caesarean
depressed depression low hopeless numb empty sad sadness down
overwhelmed overwhelming too-much overload stress stressed stressful pressure
calm calmer peaceful quiet relaxed relax breathe breathing
headache migraine pain back hurt hurts
patience patient impatient
help helped helping support supported
`;

const byWord = new Map<string, string>();
for (const line of CONCEPTS.trim().split("\n")) {
  const words = line.trim().split(/\s+/);
  for (const word of words) if (!byWord.has(word)) byWord.set(word, words[0] as string);
}

/** The concept a word belongs to, named by the concept's first word; undefined for a word in none. */
export function conceptOf(word: string): string | undefined {
  return byWord.get(word);
}

const STOPWORDS = new Set(
  `a about after again all also am an and any are as at be because been before being but by can could day days did do does doing
  don't down during each even ever every few for from get got had has have having he her here hers him his how i i'd i'll i'm i've if in into
  is it it's its just last like made make me more most much my myself no not now of off on once one only or other our out over own
  really same she should so some still such than that that's the their them then there these they thing things this those through time to today
  too under until very was wasn't we week were what when where which while who why will with would yesterday you your`.split(
    /\s+/,
  ),
);

/** Words that say little about what a text is about. */
export function isStopword(word: string): boolean {
  return STOPWORDS.has(word);
}
