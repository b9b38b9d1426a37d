select * from aifc_form order by category, code;
