-- Conversations in which some words were said, or whose title holds them; case does not matter. For a list that is
-- ordered and paged by the caller.
--   select * from search_conversations('the night nurse') order by updated_at desc limit 30;
-- SECURITY INVOKER: the caller's rows, by Row Level Security.

create function public.search_conversations(words text) returns setof public.conversations
language sql stable security invoker set search_path = '' as $$
  select c.* from public.conversations c, (select '%' || regexp_replace(words, '([\\%_])', '\\\1', 'g') || '%' as like_words) l
  where c.title ilike l.like_words
     or c.id in (select m.conversation_id from public.messages m where m.content ilike l.like_words)
$$;
revoke all on function public.search_conversations from public, anon;
grant execute on function public.search_conversations to authenticated;
