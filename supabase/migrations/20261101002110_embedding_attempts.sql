-- When embedding a passage fails: whose fault it is, how long to wait, and when to give up.
--
-- Eight failures of the passage's own (the provider refuses this text, a worker died with it) and it is given up:
-- `dead_at` is set, nobody claims it again, and it stays findable by its words. A provider that is down, slow or
-- over its limit is no fault of the passage: it waits, longer the longer it has waited, and is never given up.
--
-- The list of what was given up, for an operator (ids and error classes, no content):
--   select user_id, document_id, attempts, last_error, dead_at from private.embedding_queue where dead_at is not null;
-- And to try it again:
--   update private.embedding_queue set dead_at = null, attempts = 0, run_after = now() where dead_at is not null;

alter table private.embedding_queue add column dead_at timestamptz;
drop index private.embedding_queue_due;
create index embedding_queue_due on private.embedding_queue (run_after) where dead_at is null;

-- New words are a new start.
create or replace function private.enqueue_embedding() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into private.embedding_queue (user_id, document_id) values (new.user_id, new.id)
  on conflict (user_id, document_id) do update
    set attempts = 0, run_after = now(), last_error = null, dead_at = null, created_at = now();
  return null;
end
$$;

-- As before, and whatever comes up again after its last attempt died with its worker is given up here.
create or replace function private.claim_embedding_jobs(batch integer default 16, lease interval default '2 minutes', max_attempts integer default 8)
returns table (user_id uuid, document_id uuid, attempts integer)
language sql security definer set search_path = '' as $$
  with due as (
    select q.user_id, q.document_id from private.embedding_queue q
    where q.run_after <= now() and q.dead_at is null
    order by q.run_after limit least(greatest(batch, 1), 256)
    for update skip locked
  ), claimed as (
    update private.embedding_queue q
      set attempts = least(q.attempts + 1, max_attempts),
          run_after = now() + lease,
          dead_at = case when q.attempts >= max_attempts then now() end,
          last_error = case when q.attempts >= max_attempts then coalesce(q.last_error, 'worker_died') else q.last_error end
      from due
      where q.user_id = due.user_id and q.document_id = due.document_id
      returning q.user_id, q.document_id, q.attempts, q.dead_at
  )
  select c.user_id, c.document_id, c.attempts from claimed c where c.dead_at is null
$$;

-- Puts a job of the current tenant off. Null instead of an error gives it back as if it had not been claimed. The
-- provider's own troubles cost no attempt and wait a quarter of the time waited so far, 2 seconds to an hour; any
-- other error doubles the wait each time, and the eighth is the last.
create or replace function private.postpone_embedding_job(document uuid, error_code text) returns void
language sql security definer set search_path = '' as $$
  update private.embedding_queue q
    set attempts = case when blameless then greatest(q.attempts - 1, 0) else q.attempts end,
        run_after = case
          when error_code is null then now()
          when blameless then now() + least(interval '1 hour', greatest(interval '2 seconds', (now() - q.created_at) / 4))
          -- Spread by a fourth to either side, so that what failed together does not come back together.
          else now() + least(interval '1 hour', interval '1 second' * power(2, least(q.attempts, 12)) * (0.75 + random() / 2))
        end,
        dead_at = case when not blameless and q.attempts >= 8 then now() end,
        last_error = left(error_code, 40)
  from (select coalesce(error_code in ('timeout', 'unreachable', 'rate_limited', 'not_serving'), true) as blameless) fault
  where q.user_id = (select private.current_tenant()) and q.document_id = document and q.dead_at is null
$$;

-- Whom an installation serves, page by page: ids alone, for a job that visits each tenant in turn (reembed).
create function private.list_tenants(after uuid default null, batch integer default 1000) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select u.id from auth.users u where after is null or u.id > after order by u.id limit least(greatest(batch, 1), 1000)
$$;
revoke all on function private.list_tenants from public;
grant execute on function private.list_tenants to app_user;
