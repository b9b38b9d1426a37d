select 'investors' as name, count(*) as rows from investor_fact
union all select 'projects', count(*) from project_fact
union all select 'deals', count(*) from deal_fact
union all select 'regions', count(*) from region
union all select 'AIFC records', count(*) from aifc_record
union all select 'treaties', count(*) from treaty
union all select 'rates', count(*) from rate
union all select 'tickets', count(*) from ticket
union all select 'AIFC forms', count(*) from aifc_form
union all select 'vocabulary', count(*) from vocabulary;
