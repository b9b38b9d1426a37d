select * from region order by tile_row, tile_col;
