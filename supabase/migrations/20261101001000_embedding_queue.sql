-- What is still to be embedded: ids alone, no content. A worker claims (as app_user, across tenants, ids
-- only), becomes each tenant in turn to read the passage and to store the vector, and ends the job.
--
-- The functions here are SECURITY DEFINER, the only ones in the project besides quota and account erasure:
-- a job table that tenants could read or write would tell them about each other's load.

create table private.embedding_queue (
  user_id uuid not null,
  document_id uuid not null,
  attempts integer not null default 0,
  run_after timestamptz not null default now(),
  -- SQLSTATE or the provider's error class, never a message: messages quote content.
  last_error text check (char_length(last_error) <= 40),
  created_at timestamptz not null default now(),
  primary key (user_id, document_id),
  foreign key (user_id, document_id) references public.documents (user_id, id) on delete cascade
);
create index embedding_queue_due on private.embedding_queue (run_after);
alter table private.embedding_queue enable row level security;
revoke all on private.embedding_queue from public, anon, authenticated;

create function private.enqueue_embedding() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into private.embedding_queue (user_id, document_id) values (new.user_id, new.id)
  on conflict (user_id, document_id) do update set attempts = 0, run_after = now(), last_error = null;
  return null;
end
$$;
revoke all on function private.enqueue_embedding() from public;
create trigger documents_enqueue_new after insert on public.documents
  for each row when (new.embedding is null) execute function private.enqueue_embedding();
create trigger documents_enqueue_changed after update of content, embedding on public.documents
  for each row when (new.embedding is null) execute function private.enqueue_embedding();

-- Takes up to `batch` due jobs and hides them for `lease`: a worker that dies in the middle loses nothing,
-- the job is due again when its lease has run out. Each claim counts as an attempt, a death included.
create function private.claim_embedding_jobs(batch integer default 16, lease interval default '2 minutes', max_attempts integer default 8)
returns table (user_id uuid, document_id uuid, attempts integer)
language sql security definer set search_path = '' as $$
  with due as (
    select q.user_id, q.document_id from private.embedding_queue q
    where q.run_after <= now() and q.attempts < max_attempts
    order by q.run_after limit least(greatest(batch, 1), 256)
    for update skip locked
  )
  update private.embedding_queue q
    set attempts = q.attempts + 1, run_after = now() + lease
    from due
    where q.user_id = due.user_id and q.document_id = due.document_id
    returning q.user_id, q.document_id, q.attempts
$$;
revoke all on function private.claim_embedding_jobs from public;
grant execute on function private.claim_embedding_jobs to app_user;

-- Ends a job of the tenant that the transaction has become, and of no other.
create function private.finish_embedding_job(document uuid) returns void
language sql security definer set search_path = '' as $$
  delete from private.embedding_queue q
  where q.user_id = (select private.current_tenant()) and q.document_id = document
$$;
revoke all on function private.finish_embedding_job from public;
grant execute on function private.finish_embedding_job to app_user;

-- Puts a job of the current tenant off: attempt n comes back after about 2^n seconds, an hour at the most.
create function private.postpone_embedding_job(document uuid, error_code text) returns void
language sql security definer set search_path = '' as $$
  update private.embedding_queue q
    set run_after = now() + least(interval '1 hour', interval '1 second' * power(2, least(q.attempts, 12))),
        last_error = left(error_code, 40)
  where q.user_id = (select private.current_tenant()) and q.document_id = document
$$;
revoke all on function private.postpone_embedding_job from public;
grant execute on function private.postpone_embedding_job to app_user;
