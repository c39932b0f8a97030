import { sql } from "kysely";
import { expect, it } from "vitest";
import { openEmbedded } from "#supabase/local/database.ts";
import { bootstrap, migrate, readMigrations } from "#supabase/local/migrate.ts";

const TAGS_WERE_NO_PASSAGE = "20261101004500";

it("an installation from before has passages of its check-ins without words, each for whoever tagged it", async () => {
  const database = await openEmbedded();
  const { kysely } = database.connection;
  await bootstrap(database);
  await migrate(
    database,
    readMigrations().filter(({ version }) => version <= TAGS_WERE_NO_PASSAGE),
  );
  const people = { ada: crypto.randomUUID(), ben: crypto.randomUUID() };
  for (const [name, id] of Object.entries(people)) {
    await sql`insert into auth.users (id, email) values (${id}, ${`${name}@example.test`})`.execute(kysely);
    await sql`select set_config('app.current_tenant_id', ${id}, false)`.execute(kysely);
    await sql`insert into public.check_ins (user_id, mood, note, tags) values
      (${id}, 1, null, array['jealousy', ${name}]), (${id}, 2, '  ', array['night']), (${id}, 3, 'Words.', array['bedtime']),
      (${id}, 4, 'Forgotten.', array['guilt']), (${id}, 5, null, '{}'), (${id}, 5, null, array[''])`.execute(kysely);
  }
  await sql`delete from public.documents where content = 'Forgotten.'`.execute(kysely);
  const passages = async (id: string) =>
    (
      await sql<{ content: string }>`select d.content from public.documents d
        join public.check_ins c on c.user_id = d.user_id and c.id = d.check_in_id and c.happened_at = d.happened_at
        where d.user_id = ${id} order by 1`.execute(kysely)
    ).rows.map(({ content }) => content);
  expect(await passages(people.ada)).toEqual(["Words."]);
  await migrate(database);
  expect(await passages(people.ada)).toEqual(["Words.", "jealousy, ada", "night"]);
  expect(await passages(people.ben)).toEqual(["Words.", "jealousy, ben", "night"]);
  await database.connection.close();
});
