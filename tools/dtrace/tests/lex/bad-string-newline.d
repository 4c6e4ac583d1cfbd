printf("hello
");
