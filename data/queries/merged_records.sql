-- What was merged into a record, with the sources it brought along.
select
    m.gone_id,
    coalesce(i.name, p.name, m.gone_id) as name,
    coalesce(i.source_url, p.source_url, d.source_url) as source_url,
    coalesce(i.as_of, p.as_of) as as_of,
    coalesce(i.verified, p.verified, d.verified) as verified
from merged m
left join investor_fact i on m.record_kind = 'investor' and i.investor_id = m.gone_id
left join project_fact p on m.record_kind = 'project' and p.project_id = m.gone_id
left join deal_fact d on m.record_kind = 'deal' and d.deal_id = m.gone_id
where m.record_kind = $kind and m.survivor_id = $id
order by m.gone_id;
