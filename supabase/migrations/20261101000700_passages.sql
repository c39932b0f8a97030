-- A check-in with words and a note become passages in the same transaction in which they are written, with
-- the rights of whoever writes (no SECURITY DEFINER): nothing is recalled that could not be read, and
-- nothing is lost when no model answers. The embedding comes later (see embedding_queue).

create function private.check_in_to_passage() returns trigger
language plpgsql set search_path = '' as $$
begin
  if coalesce(btrim(new.note), '') = '' then
    delete from public.documents where user_id = new.user_id and check_in_id = new.id;
    return null;
  end if;
  update public.documents
    set content = new.note, happened_at = new.happened_at
    where user_id = new.user_id and check_in_id = new.id;
  if not found then
    insert into public.documents (content, source_kind, check_in_id, happened_at)
    values (new.note, 'check_in', new.id, new.happened_at);
  end if;
  return null;
end
$$;
create trigger check_ins_to_passage after insert or update of note, happened_at on public.check_ins
  for each row execute function private.check_in_to_passage();

create function private.note_to_passage() returns trigger
language plpgsql set search_path = '' as $$
begin
  update public.documents
    set content = new.text, title = new.title, project_id = new.project_id, happened_at = new.happened_at
    where user_id = new.user_id and note_id = new.id;
  if not found then
    insert into public.documents (content, title, project_id, source_kind, note_id, happened_at)
    values (new.text, new.title, new.project_id, 'note', new.id, new.happened_at);
  end if;
  return null;
end
$$;
create trigger notes_to_passage after insert or update of text, title, project_id, happened_at on public.notes
  for each row execute function private.note_to_passage();

-- A vector belongs to the text it was made from: new text without a new vector has none.
create function private.forget_stale_embedding() returns trigger
language plpgsql set search_path = '' as $$
begin
  -- As text: the vector's own equality operator is out of reach with an empty search_path.
  if new.content is distinct from old.content and new.embedding::text is not distinct from old.embedding::text then
    new.embedding := null;
    new.embedding_model := null;
    new.embedded_at := null;
  end if;
  return new;
end
$$;
create trigger documents_forget_stale_embedding before update of content on public.documents
  for each row execute function private.forget_stale_embedding();
