import type { Session } from "#lib/auth.ts";
import { databaseError } from "#lib/errors.ts";

/** One table, view or search, as the person's own session sees it. */
export interface Visible {
  name: string;
  /** Rows that the session can see. */
  visible: number;
  /** Those of them that are the person's. */
  own: number;
}

export interface PrivacyCheck {
  /** Whether everything that can be seen is the person's. */
  allOwn: boolean;
  places: Visible[];
}

/** Counts what the database lets this session see, place by place, with the session's own rights. */
export async function privacyCheck({ supabase }: Session): Promise<PrivacyCheck> {
  const { data, error } = await supabase.rpc("privacy_check");
  if (error) throw databaseError(error);
  const places = data.map(({ relation, visible, own }) => ({ name: relation.replace(/^public\./, ""), visible, own }));
  return { allOwn: places.every(({ visible, own }) => visible === own), places };
}
