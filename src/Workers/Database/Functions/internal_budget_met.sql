-- workers_internal.budget_met(environment, account, dossier, rules): the budget that one more consultation would pass, if any.
-- Input: account and dossier null where they are not known or there is none; rules: {"tariff": [{price_cad, from}…],
--   "budgets": {"day", "account_day", "dossier"}}, in CAD, null where there is none.
-- Output: {"budget", "subject", "limit_cad", "spent_cad", "price_cad", "opens_at", "opens_in_seconds"} of the one that opens last; null of none.
--   Without a time it does not open by itself.
-- Promise: reads only. The ledger of purchases counts, what is in doubt too.
create or replace function workers_internal.budget_met(environment text, account text, dossier text, rules jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (
    with moment as (
      select n.now, workers_internal.registre_day(n.now) as day, workers_internal.price_on(rules->'tariff', n.now) as price
      from (select workers_internal.clock() as now) as n
    ), spent as (
      select coalesce(sum(s.cad) filter (where s.day = m.day), 0) as day,
        coalesce(sum(s.cad) filter (where s.day = m.day and s.account = budget_met.account), 0) as account_day,
        coalesce(sum(s.cad) filter (where s.dossier = budget_met.dossier), 0) as dossier
      from moment as m
      left join public.registre_spend as s on s.environment = budget_met.environment and (s.day = m.day or s.dossier = budget_met.dossier)
    )
    select jsonb_build_object(
      'budget', b.name, 'subject', b.subject, 'limit_cad', b.most, 'spent_cad', b.spent, 'price_cad', m.price,
      'opens_at', b.opens_at, 'opens_in_seconds', extract(epoch from b.opens_at - m.now)::float8)
    from moment as m, spent as s, lateral (values
      ('dossier', budget_met.dossier, (rules->'budgets'->>'dossier')::numeric, s.dossier, null),
      ('day', budget_met.environment, (rules->'budgets'->>'day')::numeric, s.day, (m.day + 1)::timestamp at time zone 'America/Toronto'),
      ('account_day', budget_met.account, (rules->'budgets'->>'account_day')::numeric, s.account_day, (m.day + 1)::timestamp at time zone 'America/Toronto')
    ) as b(name, subject, most, spent, opens_at)
    where b.subject is not null and b.spent + m.price > b.most
    order by b.opens_at desc nulls first limit 1);
end $$;
