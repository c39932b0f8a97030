import type { Session } from "#lib/auth.ts";
import { timeFormat } from "#lib/clock.ts";
import { dateIn, momentAt, shift } from "#lib/day.ts";
import { ApiError, databaseError } from "#lib/errors.ts";
import { timeZoneOf } from "#lib/time-zone.ts";

/** How many days ago the walk with Jo was, on whatever day of the week that is: the words have its name for `{walk}`. */
const WALK = 8;
/** An invented month: Robin, with Ada (nine months) and Sam (three). Days ago, hour, mood, energy, sleep, words. */
const MONTH: [number, number, number, number, number, string][] = [
  [29, 7, 3, 2, 5.5, "Ada up at one and at four. Sam asked at breakfast why I look like a raccoon. Fair."],
  [28, 21, 4, 3, 6, "Good day. Swings after nursery, both of them laughing at the same dog."],
  [
    27,
    5,
    2,
    1,
    3.5,
    "Four wake-ups. The last one she just wanted to look at me. I wanted to look at the inside of my eyelids.",
  ],
  [26, 20, 3, 2, 5, "Sam had a tantrum in the shop over a banana that was broken in half. I stayed calm, mostly."],
  [25, 22, 2, 2, 4.5, "Shouted at Sam about the shoes. He went quiet and I felt the guilt in my stomach all day."],
  [24, 21, 4, 3, 6.5, 'Said sorry to Sam. He said "you can do a big voice when there\'s a car". We shook hands on it.'],
  [23, 6, 3, 2, 5, "Ada slept until three, which is a record this month."],
  [22, 20, 2, 2, 5, "Argued with Alex about who is more tired. Nobody won."],
  [21, 22, 3, 3, 6, "Talked it out with Alex on the sofa. We split the nights: I do before two, Alex after."],
  [20, 7, 4, 3, 6.5, "First night of the split. Slept five hours in one piece and feel like a person."],
  [19, 21, 4, 4, 7, "Walk along the canal with both. Ada waved at every duck."],
  [18, 20, 3, 3, 6, "Work meeting went long, late for pick-up, Sam was the last one there. He was fine. I was not."],
  [17, 4, 2, 1, 3, "Sam is hot. 38.9 at two in the morning, whimpering, wanted only me. Ada woke from it too."],
  [
    16,
    14,
    1,
    1,
    2.5,
    "Second day of fever, 39.2 at lunch. The doctor says a virus, drink and wait. I cried in the bathroom with the tap on.",
  ],
  [15, 21, 2, 2, 4, "Fever is down to 38. He ate half a piece of toast and I could have framed it."],
  [14, 20, 3, 2, 5.5, "No fever today. Everybody is grumpy and alive."],
  [13, 6, 3, 2, 5, "Ada has two new teeth, which explains the week."],
  [12, 21, 4, 3, 6, "My sister came and took both for two hours. I lay on the floor and listened to nothing."],
  [11, 22, 3, 2, 5, "Lonely evening. Alex on late shift, friends without children out somewhere with music."],
  [10, 20, 4, 3, 6.5, "Wrote to Jo from the birth class. She is as tired as I am. We are going to walk on {walk}."],
  [9, 5, 2, 2, 4, "Awake from three to five with Ada, then awake from five to six with my thoughts."],
  [WALK, 21, 5, 4, 6.5, "{walk} walk with Jo. Laughed until Ada started laughing at us. Best day in weeks."],
  [7, 20, 4, 3, 6, "Sam used the potty at nursery and told the bus driver, the cashier and a pigeon."],
  [6, 7, 3, 3, 6, "Ordinary day. Ordinary is nice."],
  [5, 22, 2, 2, 4.5, "Bedtime took two hours. One more story, one more water, one more question about whales."],
  [4, 21, 3, 3, 5.5, "Moved bedtime half an hour earlier, dimmed the lights. He was asleep by eight. Suspicious."],
  [3, 21, 4, 3, 6.5, "Earlier bedtime worked again. Sat with Alex and a whole warm cup of tea."],
  [2, 6, 3, 2, 5, "Ada up twice, but back down in ten minutes each time."],
  [1, 21, 4, 4, 7, "Slept seven hours. Seven. I keep telling people."],
];

/** Loads the invented month, up to yesterday on the person's clock. @returns how many check-ins. @throws ApiError 409 when it is there */
export async function loadSampleMonth(session: Session): Promise<number> {
  const { supabase } = session;
  const present = await supabase.from("check_ins").select("id").eq("is_sample", true).limit(1);
  if (present.error) throw databaseError(present.error);
  if (present.data.length > 0) throw new ApiError(409, "conflict", "The sample month is loaded already.");
  const timeZone = (await timeZoneOf(session)) ?? "UTC";
  const today = dateIn(new Date().toISOString(), timeZone);
  const walk = timeFormat("UTC", { weekday: "long" })(shift(today, -WALK));
  const rows = MONTH.map(([daysAgo, hour, mood, energy, sleep_hours, note]) => {
    // The same ids each time (a key begins with the person): of two loads at once, the second is refused.
    const id = `5a3e0000-0000-4000-8000-0000000000${String(daysAgo).padStart(2, "0")}`;
    const at = momentAt(`${shift(today, -daysAgo)}T${String(hour).padStart(2, "0")}:10`, timeZone);
    const words = note.replace("{walk}", walk);
    return { id, mood, energy, sleep_hours, note: words, happened_at: at.toISOString(), is_sample: true };
  });
  const { error } = await supabase.from("check_ins").insert(rows);
  if (error) throw databaseError(error);
  return rows.length;
}

/** Removes the invented month, and nothing the person wrote. @returns how many check-ins. */
export async function removeSampleMonth({ supabase }: Session): Promise<number> {
  const { data, error } = await supabase.from("check_ins").delete().eq("is_sample", true).select("id");
  if (error) throw databaseError(error);
  return data.length;
}
