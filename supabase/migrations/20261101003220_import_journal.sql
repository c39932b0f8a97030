-- Bringing one's own journal back from an export, part by part:
--   select import_journal('{"projects": […], "check_ins": […], "documents": […]}');
-- A part may hold rows of any of the tables below, as the export writes them; they are stored in the order of their
-- references, in one transaction, and what is there already (by id) stays as it is: sent twice, kept once.
--
-- SECURITY INVOKER: the rows are written with the caller's rights and become the caller's own, whatever the file says.
-- A reference to something the caller does not have counts as one to nothing: a note or a conversation then has no
-- project; a passage whose entry the part does not bring, a message without its conversation, an answer without its
-- question, a file without its original and a citation without its ends are left out. What it refuses: rows that the tables' checks refuse (23514, 22…).

-- When something was written is part of a journal. These are the times of the person's own rows; none of them
-- decides who may see what.
grant insert (created_at, updated_at) on public.projects, public.check_ins, public.notes, public.conversations to authenticated;
grant insert (created_at) on public.files, public.documents, public.messages to authenticated;
grant insert (id) on public.message_citations to authenticated;

-- @returns how many rows were stored, by table.
create function public.import_journal(part jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  -- The entries that this part brings; their passages are those of the part, if it brings any.
  new_check_ins uuid[];
  new_notes uuid[];
  new_files uuid[];
  projects integer := 0;
  documents integer := 0;
  conversations integer := 0;
  questions integer := 0;
  answers integer := 0;
  citations integer := 0;
begin
  insert into public.projects (id, name, created_at, updated_at)
    select r.id, r.name, r.created_at, r.updated_at
    from jsonb_to_recordset(coalesce(part -> 'projects', '[]')) r
      (id uuid, name text, created_at timestamptz, updated_at timestamptz)
    on conflict do nothing;
  get diagnostics projects = row_count;

  with stored as (
    insert into public.check_ins (id, mood, energy, sleep_hours, note, tags, happened_at, is_sample, created_at, updated_at)
      select r.id, r.mood, r.energy, r.sleep_hours, r.note, coalesce(r.tags, '{}'), r.happened_at,
             coalesce(r.is_sample, false), r.created_at, r.updated_at
      from jsonb_to_recordset(coalesce(part -> 'check_ins', '[]')) r
        (id uuid, mood smallint, energy smallint, sleep_hours numeric, note text, tags text[], happened_at timestamptz,
         is_sample boolean, created_at timestamptz, updated_at timestamptz)
      on conflict do nothing returning check_ins.id
  )
  select coalesce(array_agg(s.id), '{}') into new_check_ins from stored s;

  with stored as (
    insert into public.notes (id, title, text, project_id, happened_at, created_at, updated_at)
      select r.id, r.title, r.text, (select p.id from public.projects p where p.id = r.project_id),
             r.happened_at, r.created_at, r.updated_at
      from jsonb_to_recordset(coalesce(part -> 'notes', '[]')) r
        (id uuid, title text, text text, project_id uuid, happened_at timestamptz, created_at timestamptz, updated_at timestamptz)
      on conflict do nothing returning notes.id
  )
  select coalesce(array_agg(s.id), '{}') into new_notes from stored s;

  -- What a file held tells its size and its hash, whatever the part says of them.
  with original as (
    select r.file_id, r.data, decode(r.data, 'base64') as bytes
    from jsonb_to_recordset(coalesce(part -> 'file_originals', '[]')) r (file_id uuid, data text)
  ), stored as (
    insert into public.files (id, name, media_type, bytes, content_hash, project_id, passages, created_at)
      select r.id, r.name, r.media_type, octet_length(o.bytes), encode(sha256(o.bytes), 'hex'),
             (select p.id from public.projects p where p.id = r.project_id), r.passages, r.created_at
      from jsonb_to_recordset(coalesce(part -> 'files', '[]')) r
        (id uuid, name text, media_type text, project_id uuid, passages integer, created_at timestamptz)
      join original o on o.file_id = r.id
      on conflict do nothing returning files.id
  )
  select coalesce(array_agg(s.id), '{}') into new_files from stored s;
  insert into public.file_originals (file_id, data)
    select r.file_id, r.data from jsonb_to_recordset(coalesce(part -> 'file_originals', '[]')) r (file_id uuid, data text)
    where r.file_id = any (new_files);

  if part ? 'documents' then
    -- The entries' triggers have just made passages of them. Those of the file take their place, with the ids that
    -- answers cite, muted where they were; and what the coach was told to forget stays forgotten.
    delete from public.documents d where d.check_in_id = any (new_check_ins) or d.note_id = any (new_notes);
    insert into public.documents
        (id, content, metadata, source_kind, check_in_id, note_id, file_id, chunk_index, title, project_id, happened_at, created_at, muted)
      select r.id, r.content, coalesce(r.metadata, '{}'),
             case when r.check_in_id is not null then 'check_in' when r.note_id is not null then 'note'
                  when r.file_id is not null then 'file' else 'external' end,
             r.check_in_id, r.note_id, r.file_id, coalesce(r.chunk_index, 0), r.title,
             (select p.id from public.projects p where p.id = r.project_id),
             r.happened_at, r.created_at, coalesce(r.muted, false)
      from jsonb_to_recordset(part -> 'documents') r
        (id uuid, content text, metadata jsonb, check_in_id uuid, note_id uuid, file_id uuid, chunk_index integer, title text,
         project_id uuid, happened_at timestamptz, created_at timestamptz, muted boolean)
      where num_nonnulls(r.check_in_id, r.note_id, r.file_id) = 0 or r.check_in_id = any (new_check_ins)
         or r.note_id = any (new_notes) or r.file_id = any (new_files)
      -- Muted ones last: a piece inherits from those before it.
      order by coalesce(r.muted, false)
      on conflict do nothing;
    get diagnostics documents = row_count;
  end if;

  insert into public.conversations (id, title, project_id, created_at, updated_at)
    select r.id, r.title, (select p.id from public.projects p where p.id = r.project_id), r.created_at, r.updated_at
    from jsonb_to_recordset(coalesce(part -> 'conversations', '[]')) r
      (id uuid, title text, project_id uuid, created_at timestamptz, updated_at timestamptz)
    on conflict do nothing;
  get diagnostics conversations = row_count;

  insert into public.messages (id, conversation_id, role, content, status, model, created_at)
    select r.id, r.conversation_id, 'user', r.content, coalesce(r.status, 'complete'), r.model, r.created_at
    from jsonb_to_recordset(coalesce(part -> 'messages', '[]')) r
      (id uuid, conversation_id uuid, role text, content text, status text, model text, created_at timestamptz)
    where r.role = 'user' and exists (select from public.conversations c where c.id = r.conversation_id)
    on conflict do nothing;
  get diagnostics questions = row_count;
  insert into public.messages (id, conversation_id, role, reply_to, content, status, model, created_at)
    select r.id, r.conversation_id, 'assistant', r.reply_to, r.content, coalesce(r.status, 'complete'), r.model, r.created_at
    from jsonb_to_recordset(coalesce(part -> 'messages', '[]')) r
      (id uuid, conversation_id uuid, role text, reply_to uuid, content text, status text, model text, created_at timestamptz)
    where r.role = 'assistant' and exists (
      select from public.messages q where q.id = r.reply_to and q.conversation_id = r.conversation_id and q.role = 'user')
    on conflict do nothing;
  get diagnostics answers = row_count;

  insert into public.message_citations (id, message_id, document_id, label, similarity)
    select r.id, r.message_id, r.document_id, r.label, r.similarity
    from jsonb_to_recordset(coalesce(part -> 'message_citations', '[]')) r
      (id uuid, message_id uuid, document_id uuid, label smallint, similarity real)
    where exists (select from public.messages m where m.id = r.message_id)
      and exists (select from public.documents d where d.id = r.document_id)
    on conflict do nothing;
  get diagnostics citations = row_count;

  return jsonb_build_object(
    'projects', projects, 'check_ins', cardinality(new_check_ins), 'notes', cardinality(new_notes),
    'files', cardinality(new_files), 'file_originals', cardinality(new_files), 'documents', documents,
    'conversations', conversations, 'messages', questions + answers, 'message_citations', citations);
end
$$;
revoke all on function public.import_journal from public, anon;
grant execute on function public.import_journal to authenticated;
