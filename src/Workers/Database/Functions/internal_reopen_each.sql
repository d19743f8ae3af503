-- workers_internal.reopen_each(picked, each): documents at 1 that were found to wait for nothing any more, and locked, come forward.
-- Input: ids; each: every row by itself, after an error. Output: {"reopened": how many, "refused": [{"id", "document_number", "said"}…]}.
-- Promise: tells whoever claims; with each a row that the database refuses to have updated is in refused and left aside for a while, without it ends the call.
create or replace function workers_internal.reopen_each(v_picked uuid[], v_each boolean) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_id uuid;
  v_reopened bigint := 0;
  v_refused jsonb := '[]';
begin
  if not v_each then
    v_reopened := workers_internal.reopen_picked(v_picked);
  else
    set constraints all immediate;
    foreach v_id in array v_picked loop
      begin
        v_reopened := v_reopened + workers_internal.reopen_picked(array[v_id]);
      exception when others then
        if not workers_internal.is_of_one_row(sqlstate) then
          raise;
        end if;
        v_refused := v_refused || workers_internal.refuse(v_id, format('%s (%s)', sqlerrm, sqlstate));
      end;
    end loop;
  end if;
  if v_reopened > 0 then
    perform pg_notify('workers_queue', '');
  end if;
  return jsonb_build_object('reopened', v_reopened, 'refused', v_refused);
end $$;
