printf("hello\
");
