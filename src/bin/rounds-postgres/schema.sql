-- The record of one team, as bytes: what `rounds-postgres init` makes, and makes anew in a
-- database that has it. Roles read the tables; the only way in is by the functions, which know
-- who may write whose record, and change nothing that is there.

create schema if not exists rounds;

-- What a newer program made is not made over by an older one.
do $$ begin
  if to_regclass('rounds.hub') is not null then
    if exists (select from rounds.hub where version > 1) then
      raise feature_not_supported
        using message = 'the tables of this database are of a newer rounds-postgres';
    end if;
  end if;
end $$;

-- What is here, and which copy of it: `init` gives a new id, and every machine compares all.
create table if not exists rounds.hub (
  only_one boolean primary key default true check (only_one),
  version int not null,
  id uuid not null,
  journal text
);
insert into rounds.hub (version, id) values (1, gen_random_uuid())
  on conflict (only_one) do update set version = 1, id = excluded.id;

-- Which role, or whoever is in it, writes as which operator; `*` as any.
create table if not exists rounds.member (
  role name not null,
  operator text not null,
  primary key (role, operator)
);

-- How far each segment has come, and its last 128 bytes. `changed` is the transaction that did it:
-- what has not come to an end is seen neither by its row nor by a snapshot that lies beyond it, so
-- that nobody who goes by snapshots misses what is committed late.
create table if not exists rounds.segment (
  writer text not null check (writer like '%_@_%' and octet_length(writer) <= 200),
  segment int not null check (segment > 0),
  length bigint not null check (length between 0 and 8388608),
  ending bytea not null,
  changed xid8 not null,
  primary key (writer, segment)
);
create index if not exists segment_changed on rounds.segment (changed);

create table if not exists rounds.chunk (
  writer text not null,
  segment int not null,
  at bigint not null,
  bytes bytea not null check (octet_length(bytes) > 0),
  role name not null default session_user,
  received timestamptz not null default clock_timestamp(),
  primary key (writer, segment, at),
  foreign key (writer, segment) references rounds.segment
);
-- Parts are read without the whole.
alter table rounds.chunk alter bytes set storage external;

-- Content by its SHA-256, and the other side of a fork.
create table if not exists rounds.thing (
  name text primary key check (octet_length(name) <= 400),
  bytes bytea not null check (octet_length(bytes) <= 67108864),
  changed xid8 not null,
  role name not null default session_user,
  received timestamptz not null default clock_timestamp(),
  check (name not like 'objects/%' or name = 'objects/' || encode(sha256(bytes), 'hex'))
);
create index if not exists thing_changed on rounds.thing (changed);

-- What only one can say first: who is at what.
create table if not exists rounds.note (
  name text primary key check (name ~ '^[a-z0-9-]{1,100}$'),
  bytes bytea not null check (octet_length(bytes) <= 65536),
  role name not null default session_user,
  said timestamptz not null default clock_timestamp()
);

-- A copy in another server counts its transactions from elsewhere.
update rounds.segment set changed = pg_current_xact_id() where changed > pg_current_xact_id();
update rounds.thing set changed = pg_current_xact_id() where changed > pg_current_xact_id();

-- Refuses whoever may write no record of this writer; of any writer, where none is named.
create or replace function rounds.admit(by text) returns void
language plpgsql stable security definer set search_path = pg_catalog, rounds, pg_temp as $$
begin
  if not exists (
    select from rounds.member m join pg_roles r on r.rolname = m.role
    where pg_has_role(session_user, r.oid, 'member')
      and (by is null or m.operator in ('*', split_part(by, '@', 1)))
  ) then
    raise insufficient_privilege using message = case
      when by is null then format('the role %s may not use this record', session_user)
      else format('the role %s may not write as %s', session_user, split_part(by, '@', 1)) end;
  end if;
end $$;

-- Which journal is carried here: this one, where there is none yet.
create or replace function rounds.carried(mine text) returns text
language plpgsql security definer set search_path = pg_catalog, rounds, pg_temp as $$
begin
  perform rounds.admit(null);
  update rounds.hub set journal = mine where journal is null;
  return (select journal from rounds.hub);
end $$;

-- Adds bytes to a segment where it ends. What is sent again must be what is here.
create or replace function rounds.put(
  of_writer text, number int, place bigint, sent bytea, out said text, out so_far bigint
) language plpgsql security definer set search_path = pg_catalog, rounds, pg_temp as $$
declare
  last_bytes bytea;
  there bytea;
  first bigint;
begin
  perform rounds.admit(of_writer);
  insert into rounds.segment values (of_writer, number, 0, '', pg_current_xact_id())
    on conflict do nothing;
  select length, ending into so_far, last_bytes from rounds.segment
    where writer = of_writer and segment = number for update;
  if place > so_far then
    said := 'gap';
    return;
  end if;
  if place < so_far then
    select string_agg(bytes, ''::bytea order by at), min(at) into there, first from rounds.chunk
      where writer = of_writer and segment = number and at < place + octet_length(sent)
        and at >= (select max(at) from rounds.chunk
                   where writer = of_writer and segment = number and at <= place);
    there := coalesce(substr(there, (place - first)::int + 1, octet_length(sent)), '');
    if there <> substr(sent, 1, octet_length(there)) then
      said := 'fork';
      return;
    end if;
    sent := substr(sent, octet_length(there) + 1);
  end if;
  said := 'length';
  if octet_length(sent) > 0 then
    insert into rounds.chunk (writer, segment, at, bytes) values (of_writer, number, so_far, sent);
    so_far := so_far + octet_length(sent);
    last_bytes := last_bytes || substr(sent, greatest(octet_length(sent) - 127, 1));
    last_bytes := substr(last_bytes, greatest(octet_length(last_bytes) - 127, 1));
    update rounds.segment set length = so_far, ending = last_bytes, changed = pg_current_xact_id()
      where writer = of_writer and segment = number;
  end if;
end $$;

-- Keeps an object or a fork; one that is here stays as it is.
create or replace function rounds.put_thing(by text, called text, sent bytea) returns void
language plpgsql security definer set search_path = pg_catalog, rounds, pg_temp as $$
begin
  perform rounds.admit(by);
  insert into rounds.thing (name, bytes, changed) values (called, sent, pg_current_xact_id())
    on conflict do nothing;
end $$;

-- Says something under a name, where what stands there is what was read; answers what stands.
create or replace function rounds.once(
  called text, old bytea, new bytea, out is_mine boolean, out stands bytea
) language plpgsql security definer set search_path = pg_catalog, rounds, pg_temp as $$
begin
  perform rounds.admit(null);
  if new is null then
    delete from rounds.note where name = called and bytes = old;
    is_mine := found;
  elsif old is null then
    insert into rounds.note (name, bytes) values (called, new) on conflict do nothing;
    is_mine := found;
  else
    update rounds.note set bytes = new, role = session_user, said = clock_timestamp()
      where name = called and bytes = old;
    is_mine := found;
  end if;
  select bytes into stands from rounds.note where name = called;
  is_mine := is_mine or (new is null and stands is null);
end $$;

create or replace function rounds.let_in(named text, called name) returns void
language plpgsql set search_path = pg_catalog, rounds, pg_temp as $$
begin
  execute format('grant usage on schema rounds to %I', called);
  execute format('grant select on all tables in schema rounds to %I', called);
  execute format('grant execute on function rounds.carried(text), '
    'rounds.put(text, int, bigint, bytea), rounds.put_thing(text, text, bytea), '
    'rounds.once(text, bytea, bytea) to %I', called);
  insert into rounds.member values (called, named) on conflict do nothing;
end $$;

create or replace function rounds.shut_out(named text, called name) returns boolean
language plpgsql set search_path = pg_catalog, rounds, pg_temp as $$
declare
  was_there boolean;
begin
  delete from rounds.member where role = called and operator = named;
  was_there := found;
  if not exists (select from rounds.member where role = called)
    and exists (select from pg_roles where rolname = called) then
    execute format('revoke all on schema rounds from %I', called);
    execute format('revoke all on all tables in schema rounds from %I', called);
    execute format('revoke all on all functions in schema rounds from %I', called);
  end if;
  return was_there;
end $$;

revoke all on all functions in schema rounds from public;
