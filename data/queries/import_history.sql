-- Times as UTC without a zone: pandas takes those as they are.
select * replace (timezone('UTC', happened_at) as happened_at, timezone('UTC', undone_at) as undone_at)
from import_history order by batch_id desc;
