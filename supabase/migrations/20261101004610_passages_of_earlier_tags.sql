-- Passages of the check-ins that were tagged and not written in before 20261101004600. In a transaction of its own: it locks
-- nothing that anybody waits for, and may take as long as it needs (ten thousand and more in a second).
set local lock_timeout = '2s';
set local statement_timeout = '30min';

insert into public.documents (user_id, content, source_kind, check_in_id, happened_at)
select c.user_id, btrim(array_to_string(c.tags, ', ')), 'check_in', c.id, c.happened_at
from public.check_ins c
where coalesce(btrim(c.note), '') = '' and btrim(array_to_string(c.tags, ', ')) <> ''
on conflict (user_id, check_in_id, chunk_index) do nothing;
