select * from aifc_record order by project_id;
