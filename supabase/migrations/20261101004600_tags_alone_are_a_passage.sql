-- A check-in that was tagged and not written in ("jealousy, night", one-handed at 3 a.m.) is found by the coach, too: its
-- tags are its passage then. With words, the words alone are the passage, as before. The next migration makes those of before.
set local lock_timeout = '2s';
set local statement_timeout = '5s';

create or replace function private.check_in_to_passage() returns trigger
language plpgsql set search_path = '' as $$
declare
  passage constant text := case when btrim(new.note) <> '' then new.note else nullif(btrim(array_to_string(new.tags, ', ')), '') end;
  passage_before text;
begin
  if passage is null then
    delete from public.documents where user_id = new.user_id and check_in_id = new.id;
    return null;
  end if;
  update public.documents
    set content = passage, happened_at = new.happened_at
    where user_id = new.user_id and check_in_id = new.id;
  if not found then
    if tg_op = 'UPDATE' then
      passage_before := case when btrim(old.note) <> '' then old.note else nullif(btrim(array_to_string(old.tags, ', ')), '') end;
    end if;
    -- What the coach was told to forget comes back with other words only, not with another tag or time.
    if passage is distinct from passage_before then
      insert into public.documents (content, source_kind, check_in_id, happened_at)
      values (passage, 'check_in', new.id, new.happened_at);
    end if;
  end if;
  return null;
end
$$;
drop trigger check_ins_to_passage on public.check_ins;
create trigger check_ins_to_passage after insert or update of note, tags, happened_at on public.check_ins
  for each row execute function private.check_in_to_passage();

-- As before, without saying the tags twice where they are the passage.
create or replace function private.text_to_embed(passage public.documents) returns text
language sql stable security invoker set search_path = '' as $$
  select concat_ws(E'\n\n', passage.content, (
    select nullif(nullif(array_to_string(c.tags, ', '), ''), passage.content) from public.check_ins c
    where c.user_id = passage.user_id and c.id = passage.check_in_id
  ))
$$;
