insert into figure_entry (actor, figure, year, value, basis, source_url, verified, notes)
values ($actor, $figure, $year, $value, $basis, $source_url, $verified, $notes)
returning entry_id;
