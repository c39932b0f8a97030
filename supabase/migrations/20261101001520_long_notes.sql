-- A note of up to 4,000 characters is one passage, verbatim. A longer one becomes several, cut at the end of a
-- paragraph, else of a sentence, else between words: one vector for 3,000 words is near to everything and nothing.
-- Here and not in the app, since notes are also written past it, through the Data API. Put together again the
-- pieces are the note. Imported files are cut by the app (lib/chunk.ts), which knows their headings.

create function private.note_pieces(note text) returns text[]
language plpgsql immutable set search_path = '' as $$
declare
  rest text := note;
  pieces text[] := '{}';
  head text;
  cut integer;
begin
  if char_length(note) <= 4000 then
    return array[note];
  end if;
  while char_length(rest) > 2400 loop
    head := left(rest, 2000);
    -- How much of the start ends with a blank line, a sentence or a space; the first that keeps at least 800.
    cut := coalesce(
      nullif(greatest(char_length(substring(head from '^.*\n\s*\n')), 800), 800),
      nullif(greatest(char_length(substring(head from '^.*[.!?…]["”’)]*\s+')), 800), 800),
      nullif(greatest(char_length(substring(head from '^.*\s')), 800), 800),
      2000);
    pieces := pieces || left(rest, cut);
    rest := substr(rest, cut + 1);
  end loop;
  return pieces || rest;
end
$$;
revoke all on function private.note_pieces from public;
grant execute on function private.note_pieces to authenticated, app_user;

create or replace function private.note_to_passage() returns trigger
language plpgsql set search_path = '' as $$
declare
  piece text;
  place integer := 0;
begin
  foreach piece in array private.note_pieces(new.text) loop
    continue when btrim(piece, E' \t\r\n') = '';
    update public.documents
      set content = piece, title = new.title, project_id = new.project_id, happened_at = new.happened_at
      where user_id = new.user_id and note_id = new.id and chunk_index = place;
    if not found then
      insert into public.documents (content, title, project_id, source_kind, note_id, happened_at, chunk_index)
      values (piece, new.title, new.project_id, 'note', new.id, new.happened_at, place);
    end if;
    place := place + 1;
  end loop;
  delete from public.documents where user_id = new.user_id and note_id = new.id and chunk_index >= place;
  return null;
end
$$;
