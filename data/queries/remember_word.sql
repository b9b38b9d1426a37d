insert or replace into import_word (vocabulary, stated, code) values ($vocabulary, $stated, $code);
