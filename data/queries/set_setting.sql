insert or replace into setting (name, value) values ($name, $value);
