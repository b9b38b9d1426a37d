select vocabulary, stated, code from import_word order by vocabulary, stated;
